import type { ChannelType } from '@erp-whatsapp/shared/channel';
import { CommandError } from '@erp-whatsapp/shared/errors';
import { createKeyedQueue } from '../domain/keyedQueue.ts';
import type { KeptChannel } from '../domain/ports/storage/channels.ts';
import type {
  ChannelRef,
  Lease,
  SessionControl,
  SessionState,
  SessionTarget,
  ShownCode,
  WhatsAppSession,
  WhatsAppWay,
} from '../domain/ports/whatsapp.ts';
import { createLeases, type LeasesParts, leaseTimes } from './leases.ts';
import { watchNumbers } from './watchNumbers.ts';
import { createClosing, toHeld } from './whatsappSessions/closing.ts';
import { createHeardCodes } from './whatsappSessions/heardCodes.ts';
import { createHearSignals } from './whatsappSessions/hearSignals.ts';
import { isSwitchedOn } from './whatsappSessions/isSwitchedOn.ts';
import { createSessionEvents, offerCode, type SessionsDomain } from './whatsappSessions/sessionEvents.ts';

type Running = {
  channel: ChannelRef;
  lease: Lease;
  session: WhatsAppSession;
  status: SessionState['status'];
  /** What can be scanned or typed to link it. */
  shown: ShownCode | null;
};

/**
 * Keeps the numbers' sessions: opens them at start and when asked, and carries what they tell into the domain. A number is
 * worked by the one process that holds its lease; what is asked elsewhere is told to that one.
 */
export function createWhatsAppSessions(
  parts: LeasesParts & {
    ways: Partial<Record<ChannelType, WhatsAppWay>>;
    /** @returns a `data:image/png` address */
    renderQr: (text: string) => Promise<string>;
  },
) {
  const { peers, log } = parts;
  const running = new Map<string, Running>();
  /** Those that ended by themselves, as long as nobody started them again. */
  const ended = new Map<string, Pick<Running, 'channel' | 'status'>>();
  const heardCodes = createHeardCodes(parts.clock);
  // Opening and closing of one channel never overlap.
  const queue = createKeyedQueue();
  const leases = createLeases(parts, drop);
  const watch = watchNumbers({
    ...parts,
    times: parts.times ?? leaseTimes,
    isHeld: leases.isHeld,
    take: (channel, goesOn) => queue.run(channel.channelId, () => take(channel, goesOn)),
    onStandBy: prepare,
    onTakenOver: mend,
  });
  const closing = createClosing({
    leases,
    find: async (target) => (await findUsable(target))?.session ?? null,
    open: async (target, lease) => (await open(target, lease)).session,
    letGo,
    isLinked: async (target) => (await parts.ways[target.type]?.isLinked(target)) ?? false,
    async applyState(held, state) {
      if (!domain) throw new Error('the numbers are not looked after yet');
      await domain.channels.applyState(held, state);
    },
    log,
  });
  let domain: SessionsDomain | null = null;
  let isClosed = false;

  const control: SessionControl = {
    start: (target) => queue.run(target.channelId, () => start(target)),
    startOver: (target) => queue.run(target.channelId, () => startOver(target)),
    requestPairingCode: (target, phoneNumber) =>
      queue.run(target.channelId, () => requestPairingCode(target, phoneNumber)),
    stop: (target) => queue.run(target.channelId, () => closing.stop(target)),
    logout: (target) => queue.run(target.channelId, () => closing.logout(target)),

    currentQr(channel) {
      const shown = findShown(channel);
      return shown?.by === 'qr' ? shown : null;
    },

    shownCode: (channel) => (find(channel) ? findShown(channel) : heardCodes.find(channel)),

    newMessageId: (type) => parts.ways[type]?.newMessageId() ?? null,

    setTyping: async ({ workspaceId, channelId }, typing) => {
      const channel: ChannelRef = { workspaceId, channelId };
      const current = find(channel);
      if (!current) peers.tell({ name: 'session:typing', channel, typing });
      else if (current.status === 'active') await current.session.setTyping(typing);
    },
  };
  const unsubscribe = peers.subscribe(
    createHearSignals({
      control,
      isHere: (channel) => find(channel) !== null,
      offerShown,
      onFact({ fact }) {
        heardCodes.hear(fact);
        // It goes on elsewhere.
        if (fact.name === 'channel:updated') ended.delete(fact.payload.channel.channelId);
      },
      onReleased: watch.wake,
      onSeized: leases.recheck,
      log,
    }),
  );

  return {
    control,

    /** The numbers that this process keeps, with those whose sessions ended here and that a person has to look after. */
    list: () => [...running.values(), ...ended.values()].map(({ channel, status }) => ({ channel, status })),

    /** The numbers that are connected here. */
    activeChannels: () =>
      [...running.values()].flatMap(({ channel, status }) => (status === 'active' ? [channel] : [])),

    /** The session of a channel, when it is connected and this process may work it. */
    activeSession(channel: ChannelRef): WhatsAppSession | null {
      const current = find(channel);
      return current?.status === 'active' && current.lease.isHeld() ? current.session : null;
    },

    /** Goes on with every number whose link stands and that nobody else works. Until this is called, nothing is opened. */
    async run(withDomain: SessionsDomain): Promise<void> {
      domain = withDomain;
      await watch.start();
    },

    /** Closes all connections, keeps their links, and lets others have the numbers. */
    async close(): Promise<void> {
      isClosed = true;
      unsubscribe();
      await watch.close();
      const sessions = [...running.values()];
      running.clear();
      await Promise.all(sessions.map(end));
      await leases.close();
    },
  };

  function find(channel: ChannelRef): Running | null {
    const current = running.get(channel.channelId);
    return current?.channel.workspaceId === channel.workspaceId ? current : null;
  }

  /** What this process shows. */
  function findShown(channel: ChannelRef): ShownCode | null {
    const shown = find(channel)?.shown;
    return shown && shown.expiresAt > parts.clock.now() ? shown : null;
  }

  async function start(target: SessionTarget): Promise<void> {
    const current = await findUsable(target);
    if (current) {
      if (current.shown?.by === 'pairingCode') current.shown = null;
      await current.session.returnToQr();
      return;
    }
    const lease = await acquire(target);
    if (lease) await open(target, lease);
    else peers.tell({ name: 'session:start', target });
  }

  async function requestPairingCode(target: SessionTarget, phoneNumber: string): Promise<void> {
    const lease = await acquire(target);
    if (!lease) {
      peers.tell({ name: 'session:pairingCode', target, phoneNumber });
      return;
    }
    const current = (await findUsable(target)) ?? (await open(target, lease));
    current.shown = null;
    await current.session.requestPairingCode(phoneNumber);
  }

  /** The session that runs; one that has ended is put away. */
  async function findUsable({ channelId }: ChannelRef): Promise<Running | null> {
    const current = running.get(channelId);
    if (!current || !isLast(current)) return current ?? null;
    running.delete(channelId);
    await current.session.close();
    return null;
  }

  /** Whoever waits for a code may have missed it. */
  function offerShown(channel: ChannelRef): void {
    const shown = findShown(channel);
    if (shown && domain) offerCode(domain, channel, shown);
  }

  function letGo({ channelId }: ChannelRef): void {
    running.delete(channelId);
    ended.delete(channelId);
  }

  async function startOver(target: SessionTarget): Promise<void> {
    if (running.get(target.channelId)?.status === 'active') return;
    const lease = await acquire(target);
    if (!lease) {
      peers.tell({ name: 'session:startOver', target });
      return;
    }
    const { session } = (await findUsable(target)) ?? (await open(target, lease));
    await session.logout();
    running.delete(target.channelId);
    await start(target);
  }

  /** Takes a number that nobody works. What was on its way to a link is put back, unless a phone completed it. */
  async function take(channel: KeptChannel, goesOn: boolean): Promise<boolean> {
    if (running.has(channel.channelId)) return false;
    const lease = await leases.acquire(channel, channel.lease);
    if (!lease) return false;
    try {
      const isLinked = channel.isLinked || ((await parts.ways[channel.type]?.isLinked(channel)) ?? false);
      const isToOpen = goesOn && isLinked && (await isSwitchedOn(parts.storage, channel));
      if (isToOpen) await open(channel, lease);
      else if (goesOn) await domain?.channels.applyState(toHeld(channel, lease), { status: 'inactive' });
      return isToOpen;
    } finally {
      if (!running.has(channel.channelId)) await leases.release(channel);
    }
  }

  /**
   * Takes a number for what a person asked, which may have come to nothing while it waited for its turn.
   * @returns `null` when another process holds it @throws CommandError `CONFLICT` where it is switched off or deleted
   */
  async function acquire(target: SessionTarget): Promise<Lease | null> {
    const lease = await leases.acquire(target);
    let isOn = false;
    try {
      isOn = await isSwitchedOn(parts.storage, target);
    } finally {
      if (!isOn && !running.has(target.channelId)) await leases.release(target);
    }
    if (!isOn) throw new CommandError('CONFLICT', 'This number was switched off or deleted a moment ago.');
    return lease;
  }

  async function open(target: SessionTarget, lease: Lease): Promise<Running> {
    const way = parts.ways[target.type];
    if (!way || !domain || isClosed) {
      await leases.release(target);
      throw new Error(`a channel of type ${target.type} can’t be opened now`);
    }
    // Whoever opens may know more of a channel than names it; what is told of it is bound to its name alone.
    const channel: ChannelRef = { workspaceId: target.workspaceId, channelId: target.channelId };
    const entry: Omit<Running, 'session'> = { channel, lease, status: 'connecting', shown: null };
    const events = createSessionEvents(toHeld(channel, lease), {
      domain,
      renderQr: parts.renderQr,
      remember(state, shown) {
        Object.assign(entry, { status: state.status, shown });
        if (isLast(state)) void queue.run(channel.channelId, () => endIfRunning(current));
      },
      log,
    });
    const session = way.open({ ...channel, phoneNumber: target.phoneNumber, lease }, events);
    const current: Running = Object.assign(entry, { session });
    running.set(channel.channelId, current);
    ended.delete(channel.channelId);
    return current;
  }

  /** A session that ended by itself leaves its number to whoever is asked to start it next. */
  async function endIfRunning(current: Running): Promise<void> {
    if (running.get(current.channel.channelId) !== current) return;
    running.delete(current.channel.channelId);
    ended.set(current.channel.channelId, { channel: current.channel, status: current.status });
    await end(current);
  }

  async function end({ channel, session }: Running): Promise<void> {
    await session.close();
    await leases.release(channel);
  }

  /** The lease is lost: another process may have the number already. */
  function drop({ channelId }: ChannelRef): void {
    const lost = running.get(channelId);
    if (!lost) return;
    running.delete(channelId);
    lost.session
      .close()
      .catch((error: unknown) => log.warn({ channelId, err: error }, 'a session did not end in order'));
  }

  function prepare(type: ChannelType): void {
    parts.ways[type]
      ?.prepare()
      .catch((error: unknown) => log.warn({ err: error }, 'the way to WhatsApp is not ready for a take-over'));
  }

  function mend(): void {
    domain
      ?.mend()
      .catch((error: unknown) =>
        log.error({ err: error }, 'conversations of another process were not brought up to date'),
      );
  }
}

/** Whether a session ends with it. */
function isLast({ status }: Pick<SessionState, 'status'>): boolean {
  return status === 'inactive' || status === 'error' || status === 'logged_out';
}
