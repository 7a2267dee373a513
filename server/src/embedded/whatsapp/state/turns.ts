import type { Database } from './database.ts';

/**
 * Everything that happens in the simulator happens in turns: one at a time, each in one transaction. What a turn sends
 * leaves only after its commit, so that nothing is ever acknowledged which a kill could still undo.
 */
export type Turns = {
  take<T>(work: () => Promise<T> | T): Promise<T>;
  /** Runs after the current turn's commit; forgotten when the turn fails. Throws outside of a turn. */
  afterwards(effect: () => void): void;
};

export function createTurns(database: Database): Turns {
  let last: Promise<unknown> = Promise.resolve();
  let effects: (() => void)[] | undefined;

  async function run<T>(work: () => Promise<T> | T): Promise<T> {
    const own: (() => void)[] = [];
    effects = own;
    database.run('BEGIN IMMEDIATE');
    let result: T;
    try {
      result = await work();
      database.run('COMMIT');
    } catch (error) {
      database.run('ROLLBACK');
      throw error;
    } finally {
      effects = undefined;
    }
    for (const effect of own) {
      effect();
    }
    return result;
  }

  return {
    take(work) {
      const turn = last.then(() => run(work));
      // The next turn comes whatever became of this one; whoever took this one hears of its failure.
      last = turn.catch(() => undefined);
      return turn;
    },

    afterwards(effect) {
      if (!effects) {
        throw new Error('Only a turn can leave something to be done after it.');
      }
      effects.push(effect);
    },
  };
}
