import type { Channel } from '@erp-whatsapp/shared/channel';
import { texts } from '#lib/texts/i18n.ts';
import type { Row } from '#store/slices/row.ts';
import type { Step } from './steps.ts';

/** `isMachine`: an id or a code. */
export type Fact = { label: string; value: string; isMachine?: boolean };

type Parties = {
  author: string;
  channel: Channel | undefined;
  customer: { name: string; mobileNo: string } | null;
  formatPhone: (phoneNumber: string) => string;
};

/** Who wrote a message, between which numbers it went, and under which ids it is known. */
export function toFacts(row: Row, { author, channel, customer, formatPhone }: Parties): Fact[] {
  const ours = channel === undefined ? null : toParty(channel.name, channel.phoneNumber, formatPhone);
  const theirs = customer === null ? null : toParty(customer.name, customer.mobileNo, formatPhone);
  const [from, to] = row.isOutgoing ? [ours, theirs] : [theirs, ours];
  return [
    { label: texts.t('details.author'), value: author },
    ...(from === null ? [] : [{ label: texts.t('details.from'), value: from }]),
    ...(to === null ? [] : [{ label: texts.t('details.to'), value: to }]),
    row.messageId === null
      ? { label: texts.t('details.whatsappId'), value: texts.t('details.noWhatsappId') }
      : { label: texts.t('details.whatsappId'), value: row.messageId, isMachine: true },
  ];
}

/** What support needs, without the text of the message: times are exact and the same everywhere. */
export function toReport(row: Row, { facts, steps }: { facts: readonly Fact[]; steps: readonly Step[] }): string {
  const more: [string, string | null][] = [
    [texts.t('details.id'), row.isStored ? row.id : null],
    [texts.t('details.conversation'), row.conversationId],
    [texts.t('details.channel'), row.channelId],
    [texts.t('details.status'), row.status],
    ...steps.map(({ name, at }): [string, string | null] => [texts.t(`details.${name}`), at ?? null]),
    [texts.t('details.code'), row.error?.code ?? null],
    [texts.t('details.why'), row.error?.message ?? null],
  ];
  return [...facts.map(({ label, value }) => [label, value] as const), ...more]
    .filter(([, value]) => value !== null && value !== '')
    .map(([label, value]) => `${label}: ${value}`)
    .join('\n');
}

function toParty(name: string, phoneNumber: string | null, formatPhone: Parties['formatPhone']): string {
  const number = phoneNumber === null ? '' : formatPhone(phoneNumber);
  const own = name === phoneNumber ? '' : name;
  return [own, number].filter((part, index, parts) => part !== '' && parts.indexOf(part) === index).join(' · ');
}
