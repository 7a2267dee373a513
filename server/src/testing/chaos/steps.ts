import type { FaultInput } from '@erp-whatsapp/shared/simulator';
import type { Random } from './random.ts';

/** Something somebody writes. Every text is there once, so a text alone says where it belongs. */
export type PlannedMessage = {
  text: string;
  /** The customer's number, whoever writes. */
  customer: string;
  /** Which of the agents sends it, those in browsers after the others; `null`: the customer writes it. */
  agent: number | null;
};

/** What goes wrong until it is lifted. */
export const lastingKinds = [
  'latency',
  'withhold-acks',
  'withhold-receipts',
  'duplicate-deliveries',
  'reorder-receipts',
  'retry-receipts',
  'reject-sends',
] as const;
export type LastingKind = (typeof lastingKinds)[number];

export type Action =
  | { do: 'write'; message: PlannedMessage }
  | { do: 'fault'; fault: FaultInput & { kind: LastingKind; number: string | null } }
  /** The business's own connection goes. */
  | { do: 'cut'; fault: FaultInput & { kind: 'drop-socket' | 'stream-error' } }
  /** All faults are lifted. */
  | { do: 'calm' }
  /**
   * `pause`: how long the server then stays away, in milliseconds. `startsInVain`: so long after its start it is killed
   * again, before it starts for good. `isTwice`: it is killed again once it is back.
   */
  | { do: 'kill'; pause: number; startsInVain: number[]; isTwice: boolean }
  /** An agent's own connection goes and comes back. */
  | { do: 'leave'; agent: number }
  | { do: 'change'; customer: string; change: { online?: boolean; autoRead?: boolean } }
  /** The customer opens the chat. */
  | { do: 'read'; customer: string }
  /** An agent has read what the customer wrote. */
  | { do: 'markRead'; agent: number; customer: string }
  /** WhatsApp's side ends by SIGKILL and stays away for so many milliseconds. */
  | { do: 'killSimulator'; pause: number }
  | BrowserAction;

/** What happens to an agent's browser, by its number among the browsers. */
export type BrowserAction =
  /** Its network goes, after what it was given to type before, and comes back when all its gaps are over. */
  | { do: 'beginGap' | 'endGap'; browser: number; gap: string }
  /**
   * It ends by SIGKILL, stays away for `pause` milliseconds and comes back on the same profile. `isAbrupt`: whatever it is
   * doing; else `settle` milliseconds after what it was given to type before.
   */
  | { do: 'killBrowser'; browser: number; isAbrupt: boolean; settle: number; pause: number };

/** `at`: milliseconds from the start. */
export type Step = { at: number } & Action;

export type PlanSize = {
  /** In milliseconds. */
  duration: number;
  messages: number;
  kills: number;
  drops: number;
  faultWindows: number;
  simulatorKills: number;
  browsers: BrowserSize;
};

/** All zero where there are none. */
export type BrowserSize = { count: number; messages: number; kills: number; gaps: number };
export const noBrowsers: BrowserSize = { count: 0, messages: 0, kills: 0, gaps: 0 };

export const business = '+4930123456';

export const customers = [
  { phoneNumber: '+4915100000001', addressing: 'pn' },
  { phoneNumber: '+4915100000002', addressing: 'lid' },
  { phoneNumber: '+4915100000003', addressing: 'pn' },
  { phoneNumber: '+4915100000004', addressing: 'lid' },
  { phoneNumber: '+4915100000005', addressing: 'pn' },
  { phoneNumber: '+4915100000006', addressing: 'lid' },
  { phoneNumber: '+4915100000007', addressing: 'pn' },
  { phoneNumber: '+4915100000008', addressing: 'lid' },
] as const;

export const numbers = customers.map(({ phoneNumber }) => phoneNumber);

/** Consoles of agents that are none in a browser. */
export const agentCount = 3;

/** One moment in each of `count` equal parts of the time. */
export function spread(random: Random, count: number, duration: number): number[] {
  const part = duration / count;
  return Array.from({ length: count }, (_, index) => Math.floor(index * part + random.integer(0, Math.floor(part))));
}

/** Most are short; some have what tends to be mangled on the way. */
export function planEnding(random: Random): string {
  if (random.isTrue(0.8)) return '';
  return random.pick([
    ' 👩🏽‍🚀 ünï',
    ' \n second line',
    ' "quoted" \\ <b>&amp;</b>',
    ` ${'long '.repeat(random.integer(50, 600))}end`,
  ]);
}
