export type Counts = { incoming: number; outgoing: number };

/** What was told within one minute, by the channel that it came in or went out over. `start`: milliseconds since 1970. */
export type Minute = { start: number; byChannel: ReadonlyMap<string, Counts> };

/** So many minutes are shown, the present one among them. */
export const shownMinutes = 15;
const minuteMs = 60_000;

/** Counts a message that was told at `at`; minutes that are not shown any more go. */
export function addMessage(
  minutes: readonly Minute[],
  { channelId, isOutgoing, at }: { channelId: string; isOutgoing: boolean; at: number },
): readonly Minute[] {
  const start = toMinute(at);
  const others = minutes.filter((minute) => minute.start !== start && minute.start > start - shownMinutes * minuteMs);
  const byChannel = new Map(minutes.find((minute) => minute.start === start)?.byChannel);
  const { incoming, outgoing } = byChannel.get(channelId) ?? { incoming: 0, outgoing: 0 };
  byChannel.set(channelId, isOutgoing ? { incoming, outgoing: outgoing + 1 } : { incoming: incoming + 1, outgoing });
  return [...others, { start, byChannel }];
}

/** The minutes that are shown, the earliest first and the present one last, with those in which nothing was told. */
export function fillMinutes(minutes: readonly Minute[], now: number): Minute[] {
  const known = new Map(minutes.map((minute) => [minute.start, minute]));
  const last = toMinute(now);
  return Array.from({ length: shownMinutes }, (_, index) => {
    const start = last - (shownMinutes - 1 - index) * minuteMs;
    return known.get(start) ?? { start, byChannel: new Map() };
  });
}

/** What was told in all of them, by channel. */
export function sumByChannel(minutes: readonly Minute[]): Map<string, Counts> {
  const sums = new Map<string, Counts>();
  for (const { byChannel } of minutes) {
    for (const [channelId, counts] of byChannel) sums.set(channelId, add(sums.get(channelId) ?? none, counts));
  }
  return sums;
}

export function sum(counts: Iterable<Counts>): Counts {
  return [...counts].reduce(add, none);
}

/** Until the present minute is over, in milliseconds. */
export function untilNextMinute(now: number): number {
  return toMinute(now) + minuteMs - now;
}

const none: Counts = { incoming: 0, outgoing: 0 };

function add(a: Counts, b: Counts): Counts {
  return { incoming: a.incoming + b.incoming, outgoing: a.outgoing + b.outgoing };
}

function toMinute(at: number): number {
  return at - (at % minuteMs);
}
