import { locks } from 'node:worker_threads';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createOtherTabs } from './otherTabs.ts';

function giveLocks(value: { request: (...args: Parameters<typeof locks.request>) => Promise<unknown> }): void {
  Object.defineProperty(navigator, 'locks', { value, configurable: true });
  onTestFinished(() => void Reflect.deleteProperty(navigator, 'locks'));
}

describe('doing something alone', () => {
  it('waits until another tab has done the same, and says so', async () => {
    giveLocks(locks);
    const log: string[] = [];
    let endFirst: () => void = () => undefined;
    const first = createOtherTabs().doAlone('a', async (hadToWait) => {
      await new Promise<void>((resolve) => {
        endFirst = resolve;
        log.push(`first ${hadToWait}`);
      });
      log.push('first done');
    });
    const second = createOtherTabs().doAlone('a', async (hadToWait) => void log.push(`second ${hadToWait}`));
    await createOtherTabs().doAlone('b', async (hadToWait) => void log.push(`other ${hadToWait}`));
    expect(log).toEqual(['first false', 'other false']);
    endFirst();
    await Promise.all([first, second]);
    expect(log.slice(2)).toEqual(['first done', 'second true']);
  });

  it('is done once all the same where no locks are given', async () => {
    giveLocks({ request: () => Promise.reject(new DOMException('Not here.', 'SecurityError')) });
    let done = 0;
    await createOtherTabs().doAlone('a', async () => {
      done += 1;
    });
    expect(done).toBe(1);
  });

  it('fails as what was done failed, and is not repeated', async () => {
    giveLocks(locks);
    let done = 0;
    const act = async () => {
      done += 1;
      throw new Error('Broken.');
    };
    await expect(createOtherTabs().doAlone('a', act)).rejects.toThrow('Broken.');
    expect(done).toBe(1);
  });
});
