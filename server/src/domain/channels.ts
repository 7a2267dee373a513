import type { Channel, ConnectionStatus } from '@erp-whatsapp/shared/channel';
import type { CommandInput, QrCode } from '@erp-whatsapp/shared/commands';
import { CommandError } from '@erp-whatsapp/shared/errors';
import type { Fact, FactPayloads } from '@erp-whatsapp/shared/facts';
import type { Actor } from './actor.ts';
import type { DomainParts } from './parts.ts';
import type { ChannelChange } from './ports/storage/channels.ts';
import type { ChannelRef, HeldChannel, QrPicture, SessionState, SessionTarget } from './ports/whatsapp.ts';
import { createRecall } from './recall.ts';

/** How long the asker waits for a QR; WhatsApp's servers give one within a second or two. In milliseconds. */
const qrWait = 20_000;

/** A workspace's WhatsApp numbers and what becomes of their connections. */
export function createChannels(parts: Pick<DomainParts, 'storage' | 'facts' | 'sessions' | 'clock' | 'ids' | 'log'>) {
  const { storage, facts, sessions, clock, ids } = parts;
  const chosen = createRecall<Channel>(clock.elapsed);
  facts.subscribeElsewhere((fact) => {
    if (fact.name === 'channel:updated') forget({ ...fact, channelId: fact.payload.channel.channelId });
  });

  return {
    list(workspaceId: string): Promise<Channel[]> {
      return storage.channels.list(workspaceId);
    },

    /** The channel to send on: as {@link choose}, without reading it for every message. */
    chooseForSending(workspaceId: string, channelId: string | undefined): Promise<Channel | null> {
      return chosen.get(toKey(workspaceId, channelId), () => choose(workspaceId, channelId));
    },

    /** The picture to scan, or word that the number is connected. Makes the workspace's first channel where there is none. */
    async getQrCode(actor: Actor, query: CommandInput<'getQrCode'>): Promise<QrCode> {
      const { workspaceId } = actor;
      const channel = (await choose(workspaceId, query.channelId)) ?? (await createDefault(workspaceId));
      const ref = { workspaceId, channelId: channel.channelId };
      if (channel.type !== 'whatsapp_automated') {
        throw new CommandError('CONFLICT', 'This number is connected through Meta and has no QR code.');
      }
      if (channel.status === 'active') return toConnected(channel);

      const next = nextQrOrActive(ref);
      try {
        const target = { ...ref, type: channel.type, phoneNumber: channel.phoneNumber };
        if (query.forceNew) await startOver(target);
        else await sessions.start(target);
        const current = sessions.currentQr(ref);
        if (current) return toPicture(ref, current.picture, new Date(current.expiresAt).toISOString());
        const outcome = await next.promise;
        if (outcome === null) {
          throw new CommandError('CHANNEL_NOT_ACTIVE', 'WhatsApp gave no QR code in time. Please try again.');
        }
        return 'picture' in outcome ? toPicture(ref, outcome.picture, outcome.expiresAt) : toConnected(outcome.channel);
      } finally {
        next.stop();
      }
    },

    async getConnectionStatus(
      workspaceId: string,
      query: CommandInput<'getConnectionStatus'>,
    ): Promise<ConnectionStatus> {
      const channels = await storage.channels.list(workspaceId);
      const channel = query.channelId
        ? channels.find(({ channelId }) => channelId === query.channelId)
        : (channels.find(({ isDefault }) => isDefault) ?? channels[0]);
      if (query.channelId && !channel) throw new CommandError('NOT_FOUND');
      return {
        connected: channel?.status === 'active',
        connectionState: channel?.status ?? 'inactive',
        channelId: channel?.channelId ?? null,
        phoneNumber: channel?.phoneNumber ?? null,
        lastConnected: channel?.lastConnected ?? null,
        lastDisconnect: channel?.lastDisconnect ?? null,
        channels,
      };
    },

    /** Stores what became of a connection and tells everyone. With an epoch it counts as long as that holder has the lease. */
    async applyState(ref: ChannelRef | HeldChannel, state: SessionState): Promise<void> {
      const channel = await update(ref, toChange(state, clock.now()));
      if (!channel) {
        const { channelId } = ref;
        parts.log.warn(
          { channelId, status: state.status },
          'a state came for a channel that is gone or held elsewhere',
        );
        return;
      }
      facts.publish({ name: 'channel:updated', workspaceId: ref.workspaceId, payload: { channel } });
    },

    /** Tells everyone that may see it that there is a new QR. */
    offerQr(ref: ChannelRef, qr: QrPicture): void {
      facts.publish({
        name: 'channel:qr',
        workspaceId: ref.workspaceId,
        payload: {
          channelId: ref.channelId,
          picture: qr.picture,
          expiresAt: new Date(qr.expiresAt).toISOString(),
        },
      });
    },
  };

  /** The link is given up first: until a new one stands, nothing is taken for sending. */
  async function startOver(target: SessionTarget): Promise<void> {
    await update(target, { isLinked: false });
    await sessions.startOver(target);
  }

  async function update(ref: ChannelRef | HeldChannel, change: ChannelChange): Promise<Channel | null> {
    try {
      return await storage.channels.update(ref, change, clock.now());
    } finally {
      forget(ref);
    }
  }

  /** It may be the one that is chosen where none is named. */
  function forget(ref: ChannelRef): void {
    for (const channelId of [ref.channelId, undefined]) chosen.forget(toKey(ref.workspaceId, channelId));
  }

  /** The channel asked for, else the default one, else the oldest. @throws CommandError `NOT_FOUND` for an unknown id. */
  async function choose(workspaceId: string, channelId: string | undefined): Promise<Channel | null> {
    if (channelId !== undefined) {
      const channel = await storage.channels.get({ workspaceId, channelId });
      if (!channel) throw new CommandError('NOT_FOUND', 'There is no such WhatsApp number.');
      return channel;
    }
    const channels = await storage.channels.list(workspaceId);
    return channels.find(({ isDefault }) => isDefault) ?? channels[0] ?? null;
  }

  /** Two askers at once make one: the loser takes the winner's. */
  async function createDefault(workspaceId: string): Promise<Channel> {
    const channel = {
      id: ids.next(),
      workspaceId,
      name: 'WhatsApp',
      type: 'whatsapp_automated' as const,
      isDefault: true,
    };
    try {
      const created = await storage.channels.create(channel, clock.now());
      facts.publish({ name: 'channel:updated', workspaceId, payload: { channel: created } });
      return created;
    } catch (error) {
      const winner = await choose(workspaceId, undefined);
      if (winner && error instanceof CommandError && error.code === 'CONFLICT') return winner;
      throw error;
    }
  }

  /** Waits for the next QR, or for the number to be connected without one; `null` after {@link qrWait}. */
  function nextQrOrActive(ref: ChannelRef) {
    const { promise, resolve } = Promise.withResolvers<
      FactPayloads['channel:qr'] | FactPayloads['channel:updated'] | null
    >();
    const timer = setTimeout(() => resolve(null), qrWait);
    const hear = (fact: Fact) => {
      if (fact.workspaceId !== ref.workspaceId) return;
      if (fact.name === 'channel:qr' && fact.payload.channelId === ref.channelId) resolve(fact.payload);
      if (fact.name !== 'channel:updated' || fact.payload.channel.channelId !== ref.channelId) return;
      if (fact.payload.channel.status === 'active') resolve(fact.payload);
    };
    // The number may be worked by another process.
    const unsubscribers = [facts.subscribe(hear), facts.subscribeElsewhere(hear)];
    return {
      promise,
      stop: () => {
        clearTimeout(timer);
        for (const unsubscribe of unsubscribers) unsubscribe();
      },
    };
  }
}

export type Channels = ReturnType<typeof createChannels>;

function toKey(workspaceId: string, channelId: string | undefined): string {
  return `${workspaceId}/${channelId ?? 'default'}`;
}

function toChange(state: SessionState, now: number): ChannelChange {
  switch (state.status) {
    case 'connecting':
      return { status: 'connecting', lastDisconnect: state.lastDisconnect };
    case 'qr_ready':
      return { status: 'qr_ready' };
    case 'active':
      return {
        status: 'active',
        phoneNumber: state.phoneNumber,
        isLinked: true,
        lastConnected: now,
        lastDisconnect: null,
      };
    case 'inactive':
      return { status: 'inactive' };
    case 'error':
      return { status: 'error', lastDisconnect: state.lastDisconnect };
    case 'logged_out':
      return { status: 'logged_out', isLinked: false, lastDisconnect: state.lastDisconnect };
  }
}

function toPicture(ref: ChannelRef, picture: string, expiresAt: string): QrCode {
  return { data: picture, message: 'Scan this code with WhatsApp on your phone.', expiresAt, channelId: ref.channelId };
}

function toConnected(channel: Channel): QrCode {
  const message = 'This number is connected.';
  return {
    data: { connected: true, connectionState: channel.status, message },
    message,
    channelId: channel.channelId,
  };
}
