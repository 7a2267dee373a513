/** Waits that somebody else can cut short. */
export function createPause() {
  let waiting = Promise.withResolvers<void>();

  return {
    /** @param duration in milliseconds */
    async wait(duration: number): Promise<void> {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, duration);
      await Promise.race([promise, waiting.promise]);
      clearTimeout(timer);
    },

    /** Ends the wait that is under way, if any. */
    end(): void {
      waiting.resolve();
      waiting = Promise.withResolvers();
    },
  };
}
