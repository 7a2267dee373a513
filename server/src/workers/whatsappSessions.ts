import type { ChannelType } from '@erp-whatsapp/shared/channel';
import type { Domain } from '../domain/createDomain.ts';
import { createKeyedQueue } from '../domain/keyedQueue.ts';
import type { Signal } from '../domain/ports/peers.ts';
import type { KeptChannel } from '../domain/ports/storage/channels.ts';
import type {
  ChannelRef,
  HeldChannel,
  Lease,
  QrPicture,
  SessionControl,
  SessionEvents,
  SessionState,
  SessionTarget,
  WhatsAppSession,
  WhatsAppWay,
} from '../domain/ports/whatsapp.ts';
import { createLeases, type LeasesParts, leaseTimes } from './leases.ts';
import { watchNumbers } from './watchNumbers.ts';

type Running = {
  channel: ChannelRef;
  lease: Lease;
  session: WhatsAppSession;
  status: SessionState['status'];
  qr: QrPicture | null;
};

type SessionsDomain = Pick<Domain, 'channels' | 'contacts' | 'messages' | 'mend'>;

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
  const unsubscribe = peers.subscribe(hear);
  let domain: SessionsDomain | null = null;
  let isClosed = false;

  const control: SessionControl = {
    start: (target) => queue.run(target.channelId, () => start(target)),
    startOver: (target) => queue.run(target.channelId, () => startOver(target)),

    currentQr(channel) {
      const current = find(channel);
      return current?.qr && current.qr.expiresAt > Date.now() ? current.qr : null;
    },

    newMessageId: (type) => parts.ways[type]?.newMessageId() ?? null,

    setTyping: async ({ workspaceId, channelId }, typing) => {
      const channel: ChannelRef = { workspaceId, channelId };
      const current = find(channel);
      if (!current) peers.tell({ name: 'session:typing', channel, typing });
      else if (current.status === 'active') await current.session.setTyping(typing);
    },
  };

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

  async function start(target: SessionTarget): Promise<void> {
    const current = running.get(target.channelId);
    if (current) {
      if (current.status === 'connecting' || current.status === 'qr_ready' || current.status === 'active') return;
      running.delete(target.channelId);
      await current.session.close();
    }
    const lease = await leases.acquire(target);
    if (lease) await open(target, lease);
    else peers.tell({ name: 'session:start', target });
  }

  async function startOver(target: SessionTarget): Promise<void> {
    if (running.get(target.channelId)?.status === 'active') return;
    const lease = await leases.acquire(target);
    if (!lease) {
      peers.tell({ name: 'session:startOver', target });
      return;
    }
    const { session } = running.get(target.channelId) ?? (await open(target, lease));
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
      if (goesOn && isLinked) await open(channel, lease);
      else if (goesOn) await domain?.channels.applyState(toHeld(channel, lease), { status: 'inactive' });
      return goesOn && isLinked;
    } finally {
      if (!running.has(channel.channelId)) await leases.release(channel);
    }
  }

  async function open(target: SessionTarget, lease: Lease): Promise<Running> {
    const way = parts.ways[target.type];
    if (!way || !domain || isClosed) {
      await leases.release(target);
      throw new Error(`a channel of type ${target.type} can’t be opened now`);
    }
    // Whoever opens may know more of a channel than names it; what is told of it is bound to its name alone.
    const channel: ChannelRef = { workspaceId: target.workspaceId, channelId: target.channelId };
    const entry: Omit<Running, 'session'> = { channel, lease, status: 'connecting', qr: null };
    const events = createEvents(toHeld(channel, lease), domain, (state, qr) => {
      Object.assign(entry, { status: state.status, qr });
      if (isLast(state)) void queue.run(channel.channelId, () => endIfRunning(current));
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

  /** What others ask of whoever holds a number. */
  function hear(signal: Signal): void {
    switch (signal.name) {
      case 'fact':
        // It goes on elsewhere.
        if (signal.fact.name === 'channel:updated') ended.delete(signal.fact.payload.channel.channelId);
        return;
      case 'lease:released':
        watch.wake();
        return;
      case 'session:start':
      case 'session:startOver':
        if (find(signal.target)) void obey(signal.name, signal.target);
        return;
      case 'session:typing':
        if (find(signal.channel)) void control.setTyping(signal.channel, signal.typing).catch(noteFailure);
    }
  }

  /** Whoever asked waits for a QR, and may have missed the one that is shown. */
  async function obey(name: 'session:start' | 'session:startOver', target: SessionTarget): Promise<void> {
    try {
      if (name === 'session:start') await control.start(target);
      else await control.startOver(target);
      const qr = control.currentQr(target);
      if (qr) domain?.channels.offerQr({ workspaceId: target.workspaceId, channelId: target.channelId }, qr);
    } catch (error) {
      noteFailure(error);
    }
  }

  function noteFailure(error: unknown): void {
    log.warn({ err: error }, 'what another process asked for was not done');
  }

  function createEvents(
    held: HeldChannel,
    { channels, contacts, messages }: SessionsDomain,
    remember: (state: SessionState, qr: QrPicture | null) => void,
  ): SessionEvents {
    const channel: ChannelRef = { workspaceId: held.workspaceId, channelId: held.channelId };
    return {
      async onState(state) {
        const qr =
          state.status === 'qr_ready' ? { picture: await parts.renderQr(state.qr), expiresAt: state.expiresAt } : null;
        log.info({ channelId: channel.channelId, status: state.status }, 'whatsapp session');
        remember(state, qr);
        await channels.applyState(held, state);
        if (qr) channels.offerQr(channel, qr);
      },
      onMessage: (message) => messages.receive(channel, message),
      onStatus: (status) => messages.applyStatus(channel, status),
      onIdentity: (identity) => contacts.learn(channel.workspaceId, identity),
      onTyping: (typing) => messages.receiveTyping(channel, typing),
    };
  }
}

function toHeld({ workspaceId, channelId }: ChannelRef, { epoch }: Lease): HeldChannel {
  return { workspaceId, channelId, epoch };
}

/** Whether a session ends with it. */
function isLast({ status }: SessionState): boolean {
  return status === 'inactive' || status === 'error' || status === 'logged_out';
}
