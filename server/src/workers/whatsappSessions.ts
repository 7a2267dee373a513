import type { ChannelType } from '@erp-whatsapp/shared/channel';
import type { Domain } from '../domain/createDomain.ts';
import { createKeyedQueue } from '../domain/keyedQueue.ts';
import type { Log } from '../domain/ports/runtime.ts';
import type {
  ChannelRef,
  QrPicture,
  SessionControl,
  SessionEvents,
  SessionState,
  SessionTarget,
  WhatsAppSession,
  WhatsAppWay,
} from '../domain/ports/whatsapp.ts';

type Running = {
  workspaceId: string;
  session: WhatsAppSession;
  status: SessionState['status'];
  qr: QrPicture | null;
};

/** Keeps the numbers' sessions: opens them at start and when asked, and carries what they tell into the domain. */
export function createWhatsAppSessions(parts: {
  ways: Partial<Record<ChannelType, WhatsAppWay>>;
  /** @returns a `data:image/png` address */
  renderQr: (text: string) => Promise<string>;
  log: Log;
}) {
  const running = new Map<string, Running>();
  // Opening and closing of one channel never overlap.
  const queue = createKeyedQueue();
  let domain: Pick<Domain, 'channels' | 'messages'> | null = null;
  let isClosed = false;

  const control: SessionControl = {
    start: (target) => queue.run(target.channelId, () => start(target)),

    startOver: (target) =>
      queue.run(target.channelId, async () => {
        const current = running.get(target.channelId);
        if (current?.status === 'active') return;
        const session = current?.session ?? open(target).session;
        await session.logout();
        running.delete(target.channelId);
        await start(target);
      }),

    currentQr(channel) {
      const current = find(channel);
      return current?.qr && current.qr.expiresAt > Date.now() ? current.qr : null;
    },

    newMessageId: (type) => parts.ways[type]?.newMessageId() ?? null,

    setTyping: async (channel, typing) => {
      const current = find(channel);
      if (current?.status === 'active') await current.session.setTyping(typing);
    },
  };

  return {
    control,

    /** The session of a channel, when it is connected. */
    activeSession(channel: ChannelRef): WhatsAppSession | null {
      const current = find(channel);
      return current?.status === 'active' ? current.session : null;
    },

    /** Goes on with every number whose link stands. Until this is called, nothing is opened. */
    async run(withDomain: Pick<Domain, 'channels' | 'messages'>): Promise<void> {
      domain = withDomain;
      const targets = await domain.channels.listToOpen();
      await Promise.all(targets.map((target) => control.start(target)));
    },

    /** Closes all connections and keeps their links. */
    async close(): Promise<void> {
      isClosed = true;
      const sessions = [...running.values()];
      running.clear();
      await Promise.all(sessions.map(({ session }) => session.close()));
    },
  };

  function find(channel: ChannelRef): Running | null {
    const current = running.get(channel.channelId);
    return current?.workspaceId === channel.workspaceId ? current : null;
  }

  async function start(target: SessionTarget): Promise<void> {
    const current = running.get(target.channelId);
    if (current) {
      if (current.status === 'connecting' || current.status === 'qr_ready' || current.status === 'active') return;
      running.delete(target.channelId);
      await current.session.close();
    }
    open(target);
  }

  function open(target: SessionTarget): Running {
    const way = parts.ways[target.type];
    if (!way || !domain || isClosed) throw new Error(`a channel of type ${target.type} can’t be opened now`);
    // Whoever opens may know more of a channel than names it; what is told of it is bound to its name alone.
    const ref: ChannelRef = { workspaceId: target.workspaceId, channelId: target.channelId };
    const entry: Omit<Running, 'session'> = { workspaceId: target.workspaceId, status: 'connecting', qr: null };
    const session = way.open(
      target,
      createEvents(ref, domain, (state, qr) => {
        Object.assign(entry, { status: state.status, qr });
      }),
    );
    const current = Object.assign(entry, { session });
    running.set(target.channelId, current);
    return current;
  }

  function createEvents(
    channel: ChannelRef,
    { channels, messages }: Pick<Domain, 'channels' | 'messages'>,
    remember: (state: SessionState, qr: QrPicture | null) => void,
  ): SessionEvents {
    return {
      async onState(state) {
        const qr =
          state.status === 'qr_ready' ? { picture: await parts.renderQr(state.qr), expiresAt: state.expiresAt } : null;
        remember(state, qr);
        parts.log.info({ channelId: channel.channelId, status: state.status }, 'whatsapp session');
        await channels.applyState(channel, state);
        if (qr) channels.offerQr(channel, qr);
      },
      onMessage: (message) => messages.receive(channel, message),
      onStatus: (status) => messages.applyStatus(channel, status),
      onTyping: (typing) => messages.receiveTyping(channel, typing),
    };
  }
}
