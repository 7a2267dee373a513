import { expect, test } from 'vitest';
import { createTeller } from './teller.ts';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Work that ends when the test says so. */
function createSteps() {
  const begun: string[] = [];
  const ends = new Map<string, PromiseWithResolvers<void>>();
  return {
    begun,
    step: (name: string) => {
      const end = Promise.withResolvers<void>();
      ends.set(name, end);
      return () => {
        begun.push(name);
        return end.promise;
      };
    },
    end: (name: string) => ends.get(name)?.resolve(),
  };
}

const soon = () => new Promise<void>((resolve) => setImmediate(resolve));

test('what is of one chat is told in order, and different chats side by side', async () => {
  const teller = createTeller(log, 'channel');
  const { begun, step, end } = createSteps();
  const first = teller.tell(['ana'], step('ana 1'));
  const second = teller.tell(['ana'], step('ana 2'));
  void teller.tell(['bo'], step('bo 1'));
  await soon();
  expect(begun).toEqual(['ana 1', 'bo 1']);
  end('ana 1');
  expect(await first).toBe(true);
  await soon();
  expect(begun).toEqual(['ana 1', 'bo 1', 'ana 2']);
  end('ana 2');
  expect(await second).toBe(true);
});

test('a chat is the same by either of its names', async () => {
  const teller = createTeller(log, 'channel');
  const { begun, step, end } = createSteps();
  void teller.tell(['phone'], step('by phone'));
  void teller.tell(['phone', 'lid'], step('by both'));
  void teller.tell(['lid'], step('by lid'));
  await soon();
  expect(begun).toEqual(['by phone']);
  end('by phone');
  await soon();
  expect(begun).toEqual(['by phone', 'by both']);
  end('by both');
  await soon();
  expect(begun).toEqual(['by phone', 'by both', 'by lid']);
});

test('what can’t be stored is tried again, and holds up its own chat only', async () => {
  const teller = createTeller(log, 'channel');
  const told: string[] = [];
  const failing = teller.tell(['ana'], async () => {
    told.push('try');
    if (told.filter((line) => line === 'try').length < 3) throw new Error('no storage');
  });
  const behind = teller.tell(['ana'], async () => void told.push('behind it'));
  await teller.tell(['bo'], async () => void told.push('elsewhere'));
  expect(told).toEqual(['try', 'elsewhere']);
  expect(await failing).toBe(true);
  expect(await behind).toBe(true);
  expect(told).toEqual(['try', 'elsewhere', 'try', 'try', 'behind it']);
});

test('states are told in order, whatever the chats are at, and the last thing after all of it', async () => {
  const teller = createTeller(log, 'channel');
  const { begun, step, end } = createSteps();
  void teller.tell(['ana'], step('ana'));
  void teller.tellState(step('state 1'));
  void teller.tellState(step('state 2'));
  const last = teller.tellLast(step('last'));
  await soon();
  expect(begun).toEqual(['ana', 'state 1']);
  end('state 1');
  await soon();
  end('state 2');
  await soon();
  expect(begun).toEqual(['ana', 'state 1', 'state 2']);
  end('ana');
  await soon();
  expect(begun).toEqual(['ana', 'state 1', 'state 2', 'last']);
  end('last');
  expect(await last).toBe(true);
});

test('at the end each thing gets one more try, and then nothing is told', async () => {
  const teller = createTeller(log, 'channel');
  let tries = 0;
  const failing = teller.tell(['ana'], async () => {
    tries += 1;
    throw new Error('no storage');
  });
  const behind = teller.tell(['ana'], async () => undefined);
  await soon();
  await teller.close();
  expect([await failing, await behind, tries]).toEqual([false, true, 2]);
  expect(await teller.tell(['ana'], async () => undefined)).toBe(false);
});
