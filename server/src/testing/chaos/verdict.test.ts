import { describe, expect, it } from 'vitest';
import { type Evidence, isClean, judge, type Sides, type Summary, type Verdict, wrongs } from './verdict.ts';

const ana = '+4915100000001';
const bo = '+4915100000002';
const noon = Date.parse('2026-01-01T12:00:00Z');
const time = (second: number) => new Date(noon + second * 1000).toISOString();

const ours = (content: string, isOutgoing: boolean, change: Partial<Sides['ours'][number]> = {}) => ({
  ...{ content, isOutgoing, status: 'delivered' as const, error: null, sentAt: time(0), updatedAt: time(0) },
  ...change,
});
const theirs = (text: string, fromMe: boolean, change: Partial<Sides['theirs'][number]> = {}) => ({
  ...{ text, fromMe, type: 'text', copies: 1, receivedAt: time(0) },
  ...change,
});

/** A thread with the summary that it should have, whatever is done to it, until that is spoilt too. */
function makeSides(sides: Pick<Sides, 'ours' | 'theirs'>): Sides {
  return {
    ...sides,
    get summary() {
      const last = sides.ours.at(-1);
      if (!last) return null;
      const unreadCount = sides.ours.filter(({ isOutgoing, status }) => !isOutgoing && status === 'delivered').length;
      const { content, status } = last;
      return { totalMessages: sides.ours.length, unreadCount, lastMessage: { content, status } };
    },
  };
}

/** Ana wrote twice, two agents wrote to her, and Bo wrote once: all is well. */
function makeEvidence(): Evidence & { ana: Sides; bo: Sides } {
  const atAna = makeSides({
    ours: [ours('in 1', false), ours('out 1', true), ours('in 2', false), ours('out 2', true), ours('out 3', true)],
    theirs: [
      theirs('in 1', true),
      theirs('in 2', true),
      theirs('out 1', false),
      theirs('out 2', false, { copies: 2 }),
      theirs('out 3', false),
    ],
  });
  const atBo = makeSides({ ours: [ours('in 3', false)], theirs: [theirs('in 3', true)] });
  const wrote = (text: string, customer: string, agent: number | null) => ({
    message: { text, customer, agent },
    isTaken: true,
  });
  return {
    written: [
      wrote('in 1', ana, null),
      wrote('in 2', ana, null),
      wrote('out 2', ana, 1),
      wrote('out 1', ana, 0),
      wrote('out 3', ana, 0),
      wrote('in 3', bo, null),
    ],
    sides: new Map([
      [ana, atAna],
      [bo, atBo],
    ]),
    windows: [],
    ana: atAna,
    bo: atBo,
  };
}

function countWrongs(verdict: Verdict) {
  return Object.fromEntries(
    wrongs.flatMap((wrong) => (verdict[wrong].length > 0 ? [[wrong, verdict[wrong].length]] : [])),
  );
}

const swap = (list: unknown[], first: number, second: number) => {
  [list[first], list[second]] = [list[second], list[first]];
};

it('finds nothing where nothing is wrong, and counts what was copied', () => {
  const verdict = judge(makeEvidence());
  expect(isClean(verdict)).toBe(true);
  expect(verdict.figures).toEqual({ written: 6, failed: 0, refusedAgain: 0, copied: 1, askedAgain: 0 });
});

describe('it finds', () => {
  it.each<[string, (evidence: ReturnType<typeof makeEvidence>) => unknown, Record<string, number>]>([
    ['a message that did not reach the customer', ({ ana }) => ana.theirs.splice(3, 1), { lost: 1 }],
    ['a customer’s message that we do not show', ({ ana }) => ana.ours.splice(2, 1), { lost: 1 }],
    [
      'one that was acknowledged and is gone',
      ({ ana }) => [ana.ours.splice(4, 1), ana.theirs.splice(4, 1)],
      { lost: 1 },
    ],
    ['one that was never taken', ({ written }) => written.push(makeUntaken()), { lost: 1 }],
    ['a customer’s that is gone on both sides', ({ bo }) => [bo.ours.pop(), bo.theirs.pop()], { lost: 1 }],
    ['one that failed without reason', ({ ana }) => [fail(ana, 4), ana.theirs.splice(4, 1)], { lost: 1 }],
    ['one that the customer sees twice', ({ ana }) => ana.theirs.push(theirs('out 3', false)), { twice: 1 }],
    ['one that we show twice', ({ bo }) => bo.ours.push(ours('in 3', false)), { twice: 1 }],
    ['two that changed places at the customer', ({ ana }) => swap(ana.theirs, 3, 4), { outOfOrder: 1 }],
    ['two of a customer that changed places here', ({ ana }) => swap(ana.ours, 0, 2), { outOfOrder: 2 }],
    [
      'two of one agent that changed places everywhere',
      ({ ana }) => [swap(ana.ours, 1, 4), swap(ana.theirs, 2, 4)],
      { outOfOrder: 1 },
    ],
    [
      'one that we show at another customer',
      ({ ana, bo }) => bo.ours.push(...ana.ours.splice(2, 1)),
      { lost: 1, wrongThread: 1 },
    ],
    [
      'one that another customer got',
      ({ ana, bo }) => bo.theirs.push(...ana.theirs.splice(4, 1)),
      { lost: 1, wrongThread: 1 },
    ],
    ['a text that nobody wrote', ({ ana }) => ana.ours.push(ours('', false)), { unreadable: 1 }],
    [
      'an entry that is no text',
      ({ ana }) => ana.theirs.push(theirs('out 3', false, { type: 'unknown' })),
      { unreadable: 1 },
    ],
    ['a status that stayed behind', ({ ana }) => ana.ours.push(...setStatus(ana, 'sent')), { wrongStatus: 1 }],
    [
      'one that failed without a reason',
      (evidence) => {
        fail(evidence.ana, 4);
        evidence.ana.theirs.splice(4, 1);
        evidence.windows.push({ kind: 'reject-sends', customer: ana, from: noon - 1000, until: noon + 1000 });
        for (const message of evidence.ana.ours) message.error = null;
      },
      { wrongStatus: 1 },
    ],
    [
      'a conversation that counts wrong',
      (evidence) => spoilSummary(evidence, { totalMessages: 4 }),
      { wrongSummary: 1 },
    ],
    ['one that forgot to read', (evidence) => spoilSummary(evidence, { unreadCount: 0 }), { wrongSummary: 1 }],
    ['one that failed and arrived', ({ ana }) => fail(ana, 4), { wrongStatus: 1 }],
  ])('%s', (_, spoil, found) => {
    const evidence = makeEvidence();
    spoil(evidence);
    const verdict = judge(evidence);
    expect(countWrongs(verdict)).toEqual(found);
    expect(isClean(verdict)).toBe(false);
  });
});

describe('it takes into account', () => {
  it('what WhatsApp refused when it was made to', () => {
    const evidence = makeEvidence();
    fail(evidence.ana, 4);
    evidence.ana.theirs.splice(4, 1);
    evidence.windows.push({ kind: 'reject-sends', customer: ana, from: noon - 1000, until: noon + 1000 });
    const verdict = judge(evidence);
    expect(isClean(verdict)).toBe(true);
    expect(verdict.figures).toMatchObject({ failed: 1, refusedAgain: 1 });
  });

  it('that what a phone asks for again comes later', () => {
    const evidence = makeEvidence();
    swap(evidence.ana.theirs, 3, 4);
    const late = evidence.ana.theirs[4];
    if (late) late.receivedAt = time(30);
    evidence.windows.push({ kind: 'retry-receipts', customer: null, from: noon + 20_000, until: noon + 25_000 });
    const verdict = judge(evidence);
    expect(isClean(verdict)).toBe(true);
    expect(verdict.figures.askedAgain).toBe(1);
  });

  it('only the windows of the customer in question', () => {
    const evidence = makeEvidence();
    swap(evidence.ana.theirs, 3, 4);
    evidence.windows.push({ kind: 'retry-receipts', customer: bo, from: noon - 1000, until: noon + 1000 });
    expect(countWrongs(judge(evidence))).toEqual({ outOfOrder: 1 });
  });
});

function spoilSummary({ sides, ana: atAna }: ReturnType<typeof makeEvidence>, wrong: Partial<Summary>): void {
  const { ours: thread, theirs: phone, summary } = atAna;
  if (summary) sides.set(ana, { ours: thread, theirs: phone, summary: { ...summary, ...wrong } });
}

function makeUntaken() {
  return { message: { text: 'out 4', customer: ana, agent: 0 }, isTaken: false };
}

function fail({ ours: thread }: Sides, index: number): void {
  const message = thread[index];
  if (!message) return;
  message.status = 'failed';
  message.error = { code: 'WHATSAPP_REJECTED', message: 'WhatsApp refused it.' };
}

function setStatus({ ours: thread }: Sides, status: 'sent'): Sides['ours'] {
  return thread.splice(4, 1).map((message) => ({ ...message, status }));
}
