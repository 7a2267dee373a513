import { expect, it } from 'vitest';
import { addMessage, fillMinutes, type Minute, shownMinutes, sum, sumByChannel, untilNextMinute } from './tally.ts';

const start = Date.UTC(2026, 10, 21, 12, 0);
const minute = 60_000;

function count(told: { channelId?: string; isOutgoing?: boolean; at: number }[]): readonly Minute[] {
  return told.reduce<readonly Minute[]>(
    (minutes, one) => addMessage(minutes, { channelId: 'ch1', isOutgoing: false, ...one }),
    [],
  );
}

it('counts each minute by channel and direction', () => {
  const minutes = count([
    { at: start + 1 },
    { at: start + 59_999, isOutgoing: true },
    { at: start + 30_000, channelId: 'ch2' },
    { at: start + minute },
  ]);
  const shown = fillMinutes(minutes, start + minute + 5_000);
  expect(shown).toHaveLength(shownMinutes);
  expect(shown.map(({ start: at }) => at)).toEqual(
    Array.from({ length: shownMinutes }, (_, index) => start + minute - (shownMinutes - 1 - index) * minute),
  );
  expect(shown.slice(-3).map(({ byChannel }) => Object.fromEntries(byChannel))).toEqual([
    {},
    { ch1: { incoming: 1, outgoing: 1 }, ch2: { incoming: 1, outgoing: 0 } },
    { ch1: { incoming: 1, outgoing: 0 } },
  ]);
  const byChannel = sumByChannel(shown);
  expect(Object.fromEntries(byChannel)).toEqual({
    ch1: { incoming: 2, outgoing: 1 },
    ch2: { incoming: 1, outgoing: 0 },
  });
  expect(sum(byChannel.values())).toEqual({ incoming: 3, outgoing: 1 });
});

it('forgets what is not shown any more', () => {
  const later = start + shownMinutes * minute;
  const minutes = count([{ at: start }, { at: start + minute }, { at: later }]);
  expect(minutes.map((one) => one.start)).toEqual([start + minute, later]);
  expect(sum(sumByChannel(fillMinutes(minutes, later + minute)).values())).toEqual({ incoming: 1, outgoing: 0 });
});

it('knows when the next minute begins', () => {
  expect(untilNextMinute(start)).toBe(minute);
  expect(untilNextMinute(start + 59_999)).toBe(1);
});
