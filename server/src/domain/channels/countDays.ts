import type { DayCount } from '@erp-whatsapp/shared/channel';
import type { CommandInput } from '@erp-whatsapp/shared/commands';
import type { DomainParts } from '../parts.ts';
import type { ChannelRef } from '../ports/whatsapp.ts';
import { createRecall } from '../recall.ts';
import { type Day, listDays } from './listDays.ts';

/** Days that are over change only by what was missed meanwhile: so long they are not counted again. In milliseconds. */
const pastDayAge = 10 * 60_000;

type Counted = Pick<DayCount, 'incoming' | 'outgoing'>;

/** How many messages went over a channel, day by day. */
export function createDayCounts({ storage, clock }: Pick<DomainParts, 'storage' | 'clock'>) {
  const past = createRecall<Counted>(clock.elapsed, pastDayAge);

  return async function countDays(
    ref: ChannelRef,
    { days, timeZone }: Pick<CommandInput<'countChannelMessages'>, 'days' | 'timeZone'>,
  ): Promise<DayCount[]> {
    const now = clock.now();
    return Promise.all(
      listDays({ now, days, timeZone }).map(async (day) => ({ day: day.day, ...(await countDay(ref, day, now)) })),
    );
  };

  async function countDay(ref: ChannelRef, day: Day, now: number): Promise<Counted> {
    if (day.to > now) return count(ref, day);
    const key = `${ref.workspaceId}/${ref.channelId}/${day.from}/${day.to}`;
    return (await past.get(key, () => count(ref, day))) ?? count(ref, day);
  }

  async function count(ref: ChannelRef, { from, to }: Day): Promise<Counted> {
    const [incoming, outgoing] = await Promise.all([
      storage.messages.countBetween(ref, { isOutgoing: false, from, to }),
      storage.messages.countBetween(ref, { isOutgoing: true, from, to }),
    ]);
    return { incoming, outgoing };
  }
}
