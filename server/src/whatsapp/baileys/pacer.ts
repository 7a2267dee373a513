/**
 * Work that can wait and costs about the same for much as for little. Woken, it runs after a while, with all that came
 * together until then, and never twice at once. `work` must not reject.
 * @param pause how long it waits, in milliseconds
 */
export function createPacer(work: () => Promise<void>, pause: number) {
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;

  return {
    wake(): void {
      timer ??= setTimeout(() => void run(), pause);
    },

    run,
  };

  /** Runs it now, after what runs already. */
  async function run(): Promise<void> {
    if (timer) clearTimeout(timer);
    timer = null;
    while (running !== null) await running;
    running = work().finally(() => {
      running = null;
    });
    await running;
  }
}
