import { SessionRecord } from 'libsignal';
import { expect, test, vi } from 'vitest';
import { quietConsole } from './quietConsole.ts';

test('libsignal is kept off the console, others are not, and only that it spoke is logged', () => {
  const shown: unknown[][] = [];
  vi.spyOn(console, 'info').mockImplementation((...args) => void shown.push(args));
  vi.spyOn(console, 'warn').mockImplementation((...args) => void shown.push(args));
  const logged: string[] = [];
  const write = (fields: Record<string, unknown>, message: string) =>
    void logged.push(`${message} ${JSON.stringify(fields)}`);
  quietConsole({ debug: write, info: write, warn: write, error: write });

  const session = { currentRatchet: { rootKey: 'secret root' }, indexInfo: { closed: -1 } };
  const record = Object.assign(new SessionRecord(), {});
  Reflect.apply(Reflect.get(record, 'closeSession'), record, [session]);
  Reflect.apply(Reflect.get(record, 'closeSession'), record, [session]);
  const { info } = globalThis.console;
  info('from elsewhere', { currentRatchet: 1, indexInfo: 2 });
  info('something else', 42);

  expect(shown).toEqual([['something else', 42]]);
  expect(logged).toEqual([
    'libsignal {"said":"Closing session"}',
    'libsignal {"said":"Session already closed"}',
    'libsignal {"said":"from elsewhere"}',
  ]);
  vi.restoreAllMocks();
});
