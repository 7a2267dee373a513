import type { Channel } from '@erp-whatsapp/shared/channel';
import type { CommandInput, QrCode } from '@erp-whatsapp/shared/commands';
import { CommandError } from '@erp-whatsapp/shared/errors';
import type { Fact, FactPayloads } from '@erp-whatsapp/shared/facts';
import type { Actor } from '../actor.ts';
import { awaitFact } from '../awaitFact.ts';
import type { DomainParts, WaitingParts } from '../parts.ts';
import type { ChannelRef, SessionTarget } from '../ports/whatsapp.ts';
import type { ChannelRecords } from './channelRecords.ts';
import { toTarget } from './toTarget.ts';

/** How long the asker waits for a QR; WhatsApp's servers give one within a second or two. In milliseconds. */
const qrWait = 20_000;

type Heard = FactPayloads['channel:qr'] | FactPayloads['channel:updated'];

/** The picture to scan, or word that the number is connected. Makes the workspace's first channel where there is none. */
export function createQrAsking(
  { facts, sessions, ending }: Pick<DomainParts, 'facts' | 'sessions'> & WaitingParts,
  { records, createFirst }: { records: ChannelRecords; createFirst: (workspaceId: string) => Promise<Channel> },
) {
  return async function getQrCode(actor: Actor, query: CommandInput<'getQrCode'>): Promise<QrCode> {
    const { workspaceId } = actor;
    const channel = (await records.choose(workspaceId, query.channelId)) ?? (await createFirst(workspaceId));
    const ref = { workspaceId, channelId: channel.channelId };
    if (channel.type !== 'whatsapp_automated') {
      throw new CommandError('CONFLICT', 'This number is connected through Meta and has no QR code.');
    }
    if (!channel.isActive) {
      throw new CommandError('CONFLICT', 'This number is switched off. Switch it on first, then connect it.');
    }
    if (channel.status === 'active') return toConnected(channel);

    const fits = (fact: Fact) => readQrOrActive(ref, fact);
    const next = awaitFact<Heard>({ facts, ending, workspaceId, limit: qrWait, fits });
    try {
      const target = toTarget(workspaceId, channel);
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
  };

  /** The link is given up first: until a new one stands, nothing is taken for sending. */
  async function startOver(target: SessionTarget): Promise<void> {
    await records.write(target, { isLinked: false });
    await sessions.startOver(target);
  }
}

function readQrOrActive(ref: ChannelRef, fact: Fact): Heard | null {
  if (fact.name === 'channel:qr') return fact.payload.channelId === ref.channelId ? fact.payload : null;
  if (fact.name !== 'channel:updated') return null;
  const { channelId, status } = fact.payload.channel;
  return channelId === ref.channelId && status === 'active' ? fact.payload : null;
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
