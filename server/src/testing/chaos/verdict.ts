import { inspect, isDeepStrictEqual } from 'node:util';
import type { Message } from '@erp-whatsapp/shared/message';
import type { SimulatedMessage } from '@erp-whatsapp/shared/simulator';
import type { PlannedMessage } from './steps.ts';

/** What a conversation says of its thread. */
export type Summary = { totalMessages: number; unreadCount: number; lastMessage: { content: string; status: string } };

/** A thread as we show it, and as the customer's phone shows it; each in its own order. */
export type Sides = {
  /** `null` where there is no conversation. */
  summary: Summary | null;
  ours: Pick<Message, 'content' | 'isOutgoing' | 'status' | 'error' | 'sentAt' | 'updatedAt'>[];
  theirs: Pick<SimulatedMessage, 'text' | 'fromMe' | 'type' | 'copies' | 'receivedAt'>[];
};

/** While a fault was on, in milliseconds. `customer`: `null` for everyone's. */
export type Window = { kind: string; customer: string | null; from: number; until: number };

export type Evidence = {
  /** All that was written, in the order of writing; `isTaken`: whoever wrote it was told that it is stored. */
  written: { message: PlannedMessage; isTaken: boolean }[];
  sides: Map<string, Sides>;
  windows: Window[];
};

/** What is wrong, a line each. All empty is what it should be. */
export const wrongs = [
  'lost',
  'twice',
  'outOfOrder',
  'wrongThread',
  'unreadable',
  'wrongStatus',
  'wrongSummary',
] as const;
export type Verdict = Record<(typeof wrongs)[number], string[]> & {
  figures: {
    written: number;
    /** Refused by WhatsApp while it was made to refuse, and shown as failed. */
    failed: number;
    /** Those of them that had been sent: the customer's phone asked for them again, and that was refused. */
    refusedAgain: number;
    /** Came more than once and is shown once. */
    copied: number;
    /** Asked for again by the customer's phone, so that it could only show them later: left out of the order. */
    askedAgain: number;
  };
};

/** A fault's traces may be a little outside its time, in milliseconds: one side counts in whole seconds. */
const slack = 2_000;

/** Compares both sides with what was written. */
export function judge({ written, sides, windows }: Evidence): Verdict {
  const figures = { written: written.length, failed: 0, refusedAgain: 0, copied: 0, askedAgain: 0 };
  const verdict: Verdict = {
    ...{ lost: [], twice: [], outOfOrder: [], wrongThread: [], unreadable: [], wrongStatus: [], wrongSummary: [] },
    figures,
  };
  const homes = new Map(written.map(({ message }) => [message.text, message]));

  for (const [customer, { ours, theirs, summary }] of sides) {
    judgePlaces('our thread', customer, ours.map(fromOurs));
    judgePlaces('the customer’s phone', customer, theirs.map(fromTheirs));
    judgeArrivals(customer, { ours, theirs });
    judgeOrder(customer, { ours, theirs });
    judgeSummary(customer, { ours, summary });
    figures.copied += theirs.filter(({ fromMe, copies }) => !fromMe && copies > 1).length;
  }
  return verdict;

  /** Whether everything that is shown is readable, at home there, and there once. */
  function judgePlaces(where: string, customer: string, shown: Shown[]): void {
    const counts = new Map<string, number>();
    for (const { text, isFromCustomer } of shown) {
      const home = homes.get(text);
      const line = `${where} of ${customer}: ${brief(text)}`;
      if (!home) verdict.unreadable.push(line);
      else if (home.customer !== customer || (home.agent === null) !== isFromCustomer) verdict.wrongThread.push(line);
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    for (const [text, count] of counts) {
      if (count > 1) verdict.twice.push(`${where} of ${customer}: ${count} times ${brief(text)}`);
    }
  }

  /** Whether everything that was taken is on both sides, and its status is true. */
  function judgeArrivals(customer: string, { ours, theirs }: Pick<Sides, 'ours' | 'theirs'>): void {
    const here = new Map(ours.map((message) => [message.content, message]));
    const there = new Set(theirs.map(({ text }) => text));
    for (const { message, isTaken } of written) {
      if (message.customer !== customer) continue;
      const { text, agent } = message;
      const stored = here.get(text);
      if (agent === null) {
        if (isTaken && !there.has(text)) verdict.lost.push(`${brief(text)}: not on the phone that wrote it`);
        if (there.has(text) && !stored) verdict.lost.push(`${brief(text)}: not in our thread`);
        continue;
      }
      if (!isTaken) verdict.lost.push(`${brief(text)}: the server never took it`);
      else if (!stored) verdict.lost.push(`${brief(text)}: acknowledged, but not in our thread`);
      else if (stored.status === 'failed') judgeFailure(customer, stored, there.has(text));
      else if (!there.has(text)) verdict.lost.push(`${brief(text)}: ${stored.status}, but not on the customer’s phone`);
      else if (stored.status !== 'delivered' && stored.status !== 'read') {
        verdict.wrongStatus.push(`${brief(text)}: on the customer’s phone, but ${stored.status}`);
      }
    }
  }

  function judgeFailure(customer: string, failed: Sides['ours'][number], isThere: boolean): void {
    const { content, error, sentAt, updatedAt } = failed;
    const at = Date.parse(updatedAt);
    const wasRefused = isDuring('reject-sends', customer, { from: at, until: at });
    if (isThere) verdict.wrongStatus.push(`${brief(content)}: on the customer’s phone, but failed`);
    else if (error === null) verdict.wrongStatus.push(`${brief(content)}: failed, and nobody is told why`);
    else if (!wasRefused) verdict.lost.push(`${brief(content)}: failed, though WhatsApp refused nothing then`);
    else {
      figures.failed += 1;
      if (sentAt !== null) figures.refusedAgain += 1;
    }
  }

  /** Whether both sides show it in the order of writing, each direction by itself. */
  function judgeOrder(customer: string, { ours, theirs }: Pick<Sides, 'ours' | 'theirs'>): void {
    const askedAgain = findAskedAgain(customer, { ours, theirs });
    figures.askedAgain += askedAgain.size;
    const here = ours.map(fromOurs);
    const there = theirs.map(fromTheirs).filter(({ text }) => !askedAgain.has(text));
    for (const isFromCustomer of [true, false]) {
      const [ourTexts, theirTexts] = [here, there].map((side) =>
        side.filter((shown) => shown.isFromCustomer === isFromCustomer).map(({ text }) => text),
      );
      compareOrder(`${customer}, our thread against the customer’s phone`, ourTexts, theirTexts);
      // Who writes side by side has no order but the thread’s; each by himself has his own.
      for (const texts of Map.groupBy(ofCustomer(customer, isFromCustomer), ({ agent }) => agent).values()) {
        const own = texts.map(({ text }) => text);
        compareOrder(`${customer}, our thread against the writing`, own, ourTexts);
      }
    }
  }

  /** Whether the conversation says of the thread what is in it. */
  function judgeSummary(customer: string, { ours, summary }: Pick<Sides, 'ours' | 'summary'>): void {
    const last = ours.at(-1);
    const unreadCount = ours.filter(({ isOutgoing, status }) => !isOutgoing && status === 'delivered').length;
    const right: Summary | null = last
      ? { totalMessages: ours.length, unreadCount, lastMessage: { content: last.content, status: last.status } }
      : null;
    if (isDeepStrictEqual(summary, right)) return;
    verdict.wrongSummary.push(`${customer}: ${inspect(summary)} instead of ${inspect(right)}`);
  }

  function ofCustomer(customer: string, isFromCustomer: boolean): PlannedMessage[] {
    return written
      .map(({ message }) => message)
      .filter((message) => message.customer === customer && (message.agent === null) === isFromCustomer);
  }

  function compareOrder(what: string, expected: string[] = [], actual: string[] = []): void {
    const places = new Map(expected.map((text, index) => [text, index]));
    let furthest = -1;
    for (const text of actual) {
      const place = places.get(text);
      if (place === undefined) continue;
      if (place < furthest) verdict.outOfOrder.push(`${what}: ${brief(text)} comes late`);
      furthest = Math.max(furthest, place);
    }
  }

  /** A phone shows what it asks for again when it comes again, in the simulator without a place held free for it. */
  function findAskedAgain(customer: string, { ours, theirs }: Pick<Sides, 'ours' | 'theirs'>): Set<string> {
    const sentAt = new Map(ours.map((message) => [message.content, message.sentAt]));
    const found = theirs.filter(({ text, fromMe, receivedAt }) => {
      const until = Date.parse(receivedAt);
      const from = Date.parse(sentAt.get(text) ?? receivedAt);
      return !fromMe && isDuring('retry-receipts', customer, { from, until });
    });
    return new Set(found.map(({ text }) => text));
  }

  function isDuring(kind: string, customer: string, { from, until }: { from: number; until: number }): boolean {
    return windows.some(
      (window) =>
        window.kind === kind &&
        (window.customer === null || window.customer === customer) &&
        window.from - slack <= until &&
        from <= window.until + slack,
    );
  }
}

/** Nothing is wrong. */
export function isClean(verdict: Verdict): boolean {
  return wrongs.every((wrong) => verdict[wrong].length === 0);
}

type Shown = { text: string; isFromCustomer: boolean };

function fromOurs({ content, isOutgoing }: Sides['ours'][number]): Shown {
  return { text: content, isFromCustomer: !isOutgoing };
}

function fromTheirs({ text, type, fromMe }: Sides['theirs'][number]): Shown {
  return { text: type === 'text' ? text : `(${type}) ${text}`, isFromCustomer: fromMe };
}

function brief(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text);
}
