import { total } from './ledger.ts';
import type { Outcome } from './runChaos.ts';
import { wrongs } from './verdict.ts';

const titles: Record<(typeof wrongs)[number], string> = {
  lost: 'lost',
  twice: 'twice',
  outOfOrder: 'out of order',
  wrongThread: 'in the wrong thread',
  unreadable: 'unreadable',
  wrongStatus: 'with a wrong status',
  wrongSummary: 'conversations that say something else than their thread',
};

/** So many offending messages of a kind are named. */
const named = 30;

/** The figures of a run and everything that was wrong, as lines. */
export function report({
  verdict,
  kills,
  browserKills,
  simulatorKills,
  consoles,
  doubtful,
  drops,
  streamErrors,
  leaves,
  refusals,
  crashes,
  isPassed,
}: Outcome): string[] {
  const { figures } = verdict;
  return [
    `${figures.written} messages, ${kills.length} kills (messages in flight: ${kills.map(total).join(' ')}), ` +
      `${drops} drops, ${streamErrors} stream errors, ${leaves} agents left and came back`,
    ...(browserKills.length > 0
      ? [
          `${simulatorKills} kills of WhatsApp’s side, ${browserKills.length} kills of browsers ` +
            `(messages in the outbox: ${browserKills.join(' ')}); typed too soon before: ${doubtful.typed}, of which kept: ${doubtful.kept}`,
        ]
      : []),
    `${figures.failed} refused by WhatsApp and shown as failed (${figures.refusedAgain} of them when a phone asked for them again), ` +
      `${figures.copied} came more than once and show once, ` +
      `${figures.askedAgain} asked for again and left out of the order`,
    wrongs.map((wrong) => `${verdict[wrong].length} ${titles[wrong]}`).join(', '),
    ...wrongs.flatMap((wrong) => verdict[wrong].slice(0, named).map((line) => `${titles[wrong]}: ${line}`)),
    ...consoles.slice(0, named).map((line) => `in a browser: ${line}`),
    ...refusals.slice(0, named).map((line) => `refused: ${line}`),
    ...crashes.map((said) => `ended by itself: ${said}`),
    ...(kills.some((inFlight) => total(inFlight) === 0)
      ? ['A kill hit no message in flight, so it proves nothing.']
      : []),
    ...(browserKills.length > 0 && browserKills.every((waited) => waited === 0)
      ? ['No browser was killed with messages in its outbox, so that proves nothing.']
      : []),
    isPassed ? 'passed' : 'FAILED',
  ];
}
