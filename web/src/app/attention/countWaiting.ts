/** After one question, the next is asked this much later at the earliest. In milliseconds. */
const betweenQuestions = 5_000;

export type Waiting = {
  /** A conversation is like this by now. */
  told: (id: string, isWaiting: boolean) => void;
  /** More of them are known, and nothing has happened to these. */
  learn: () => void;
  /** Something happened that does not tell whether a conversation waits: the server is asked. */
  askAgain: () => void;
  stop: () => void;
};

/**
 * How many conversations wait. The server counts them once; from then on each change of one that is known counts up or down,
 * and one of which nothing was known makes it count anew.
 */
export function countWaiting(parts: {
  /** `null`: nobody answered. */
  ask: () => Promise<number | null>;
  /** What is known of conversations now, by id. */
  listKnown: () => Iterable<[string, boolean]>;
  onCount: (count: number) => void;
}): Waiting {
  let known = new Map<string, boolean>();
  let count: number | null = null;
  let isAsking = false;
  let isUnsure = false;
  let isStopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function askAgain(): void {
    isUnsure = true;
    if (isAsking || timer !== undefined || isStopped) return;
    void ask();
  }

  async function ask(): Promise<void> {
    isAsking = true;
    isUnsure = false;
    const answer = await parts.ask();
    isAsking = false;
    if (isStopped || answer === null) return;
    timer = setTimeout(goOn, betweenQuestions);
    known = new Map(parts.listKnown());
    count = answer;
    parts.onCount(count);
  }

  function goOn(): void {
    timer = undefined;
    if (isUnsure) void ask();
  }

  askAgain();
  return {
    told(id, isWaiting) {
      const was = known.get(id);
      known.set(id, isWaiting);
      // What changes while the server counts may be in its answer or not.
      if (isAsking || was === undefined) askAgain();
      if (count === null || was === undefined || was === isWaiting) return;
      count = Math.max(0, count + (isWaiting ? 1 : -1));
      parts.onCount(count);
    },
    learn() {
      for (const [id, isWaiting] of parts.listKnown()) if (!known.has(id)) known.set(id, isWaiting);
    },
    askAgain,
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
