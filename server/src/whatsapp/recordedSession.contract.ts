import type {
  ChannelRef,
  CustomerIdentity,
  IncomingMessage,
  IncomingStatus,
  Lease,
  SessionEvents,
  SessionState,
  WhatsAppSession,
  WhatsAppWay,
} from '../domain/ports/whatsapp.ts';
import { waitFor } from '../embedded/whatsapp/testing/waitFor.ts';

/** WhatsApp's side, as the cases of the contract use it. Numbers are `+` and digits. */
export type WhatsAppWorld = {
  way: WhatsAppWay;
  /** The same, but for its pairing codes: they can be used for a second. */
  hastyWay: WhatsAppWay;
  /** A business's phone of its own for each case. */
  newBusiness: () => Promise<string>;
  newCustomer: (addressing: 'pn' | 'lid') => Promise<string>;
  /** Brings the business's phone and what the session shows together: scans its QR, … */
  link: (business: string, state: Extract<SessionState, { status: 'qr_ready' }>) => Promise<void>;
  /** Types a code on the business's phone. Rejects with WhatsApp's reason where the phone links nothing by it. */
  typeCode: (business: string, code: string) => Promise<void>;
  linkedDevices: (business: string) => Promise<number>;
  /** @returns WhatsApp's id of the message */
  writeAsCustomer: (customer: string, business: string, text: string) => Promise<string>;
  writeOnPhone: (business: string, customer: string, text: string) => Promise<string>;
  read: (customer: string, business: string) => Promise<void>;
  typeAsCustomer: (customer: string, business: string, isTyping: boolean) => Promise<void>;
  isTypedTo: (customer: string, business: string) => Promise<boolean>;
  /** What the customer's own phone shows, oldest first; `isRead`: the blue ticks that the business gave. */
  thread: (
    customer: string,
    business: string,
  ) => Promise<{ id: string; text: string | null; fromMe: boolean; copies: number }[]>;
  dropConnection: (business: string) => Promise<void>;
  unlinkOnPhone: (business: string) => Promise<void>;
  close: () => Promise<void>;
};

/** A session and everything that it told. */
export type Recorded = {
  channel: ChannelRef & { phoneNumber: string | null };
  session: WhatsAppSession;
  states: SessionState[];
  messages: IncomingMessage[];
  statuses: IncomingStatus[];
  identities: CustomerIdentity[];
  typing: { customer: CustomerIdentity; isTyping: boolean }[];
};

let channels = 0;
const forEver: Lease = { epoch: 1, isHeld: () => true };

/** Opens a session of a new channel, or again of one given, and keeps all that it tells. */
export function openRecorded(
  way: WhatsAppWay,
  given: Partial<ChannelRef & { phoneNumber: string | null }> = {},
  { lease = forEver, ...changes }: Partial<SessionEvents> & { lease?: Lease } = {},
): Recorded {
  channels += 1;
  const channel = { workspaceId: 'workspace', channelId: `channel-${channels}`, phoneNumber: null, ...given };
  const told = { states: [], messages: [], statuses: [], identities: [], typing: [] } satisfies Partial<Recorded>;
  const recorded: Omit<Recorded, 'session'> = { channel, ...told };
  const session = way.open(
    { ...channel, lease },
    {
      onState: async (state) => void recorded.states.push(state),
      onMessage: async (message) => void recorded.messages.push(message),
      onStatus: async (status) => void recorded.statuses.push(status),
      onIdentity: async (identity) => void recorded.identities.push(identity),
      onTyping: async (typing) => void recorded.typing.push(typing),
      ...changes,
    },
  );
  return { ...recorded, session };
}

export function lastState({ states }: Pick<Recorded, 'states'>): SessionState | undefined {
  return states.at(-1);
}

export async function untilActive(recorded: Recorded): Promise<void> {
  await waitFor('the number to be connected', () => lastState(recorded)?.status === 'active');
}

/** The latest code. @param former one that it must differ from */
export function untilCode({ states }: Pick<Recorded, 'states'>, former?: string) {
  return waitFor('a pairing code', () => {
    const latest = states.findLast((state) => state.status === 'pairing_code_ready');
    return latest?.code === former ? null : latest;
  });
}

/** The QR that is shown now. */
export function untilQr(recorded: Pick<Recorded, 'states'>) {
  return waitFor('a QR', () => {
    const last = lastState(recorded);
    return last?.status === 'qr_ready' ? last : null;
  });
}

/** A linked session of a business's number. */
export async function linkRecorded(world: WhatsAppWorld, business: string, recorded: Recorded): Promise<void> {
  await world.link(business, await untilQr(recorded));
  await untilActive(recorded);
}
