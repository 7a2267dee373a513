import {
  type ChannelsRequest,
  type ChannelsServerEvents,
  channelSubscriptionSchema,
} from '@erp-whatsapp/shared/dialects/channels';
import { type Failure, type Result, toFailure } from '@erp-whatsapp/shared/errors';
import type { Socket } from 'socket.io';
import type { Domain } from '../../../domain/createDomain.ts';
import type { Clock } from '../../../domain/ports/runtime.ts';
import { rooms } from '../../rooms.ts';
import { type RunCommand, readInput } from '../../runCommand.ts';
import type { Ask, Dialect } from '../dialect.ts';
import { toConnectionUpdate, toPairingCode, toQrCode } from './toChannelEvents.ts';

type Refusal = { socket: Socket; event: string; payload: unknown; failure: Failure };

/** Subscribing: whoever comes late is told how things stand. */
export function createChannelsHandlers(parts: {
  domain: Pick<Domain, 'channels'>;
  runCommand: RunCommand;
  clock: Pick<Clock, 'now'>;
}) {
  const subscribe = async (ask: Ask): Promise<Result<object>> => {
    const { socket, actor, payload } = ask;
    const found = await parts.runCommand('getChannel', actor, payload);
    if (!found.success) return refuse(ask, found);
    const { channelId, status } = found.channel;
    const answer = { channelId, status };
    const own = [rooms.channel(channelId)];
    await socket.join(actor.role === 'admin' ? [...own, rooms.channelCodes(channelId)] : own);
    say(socket, 'channel_subscribed', answer);
    // Looked at anew: what came before this socket was in the room was told without it.
    const now = await parts.runCommand('getChannel', actor, payload);
    if (now.success) say(socket, 'connection_update', toConnectionUpdate(now.channel));
    if (actor.role === 'admin') showCode(socket, { workspaceId: actor.workspaceId, channelId });
    return { success: true, ...answer };
  };

  const unsubscribe = async (ask: Ask): Promise<Result<{ channelId: string }>> => {
    const subscription = readSubscription(ask.payload);
    if ('success' in subscription) return refuse(ask, subscription);
    const { channelId } = subscription;
    for (const room of [rooms.channel(channelId), rooms.channelCodes(channelId)]) await ask.socket.leave(room);
    return { success: true, channelId };
  };

  return { subscribe_channel: subscribe, unsubscribe_channel: unsubscribe } satisfies Dialect['handlers'] &
    Record<ChannelsRequest, unknown>;

  function showCode(socket: Socket, channel: { workspaceId: string; channelId: string }): void {
    const shown = parts.domain.channels.shownCode(channel);
    if (!shown) return;
    const offer = { channelId: channel.channelId, expiresAt: new Date(shown.expiresAt).toISOString() };
    const now = parts.clock.now();
    if (shown.by === 'qr') say(socket, 'qr_code', toQrCode({ ...offer, picture: shown.picture }, now));
    else say(socket, 'pairing_code', toPairingCode({ ...offer, code: shown.code }, now));
  }
}

/** Names the channel that was asked for, where one was. */
export function refuseChannels({ socket, event, payload, failure }: Refusal): void {
  const { error: message, code, retryAfterMs } = failure;
  const subscription = readSubscription(payload);
  say(socket, 'error', {
    event,
    code,
    message,
    ...('success' in subscription ? {} : { channelId: subscription.channelId }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

function refuse(ask: Ask, failure: Failure): Failure {
  refuseChannels({ ...ask, failure });
  return failure;
}

function readSubscription(payload: unknown): { channelId: string } | Failure {
  try {
    return readInput(channelSubscriptionSchema, payload);
  } catch (error) {
    return toFailure(error);
  }
}

function say<E extends keyof ChannelsServerEvents>(
  socket: Socket,
  event: E,
  payload: Parameters<ChannelsServerEvents[E]>[0],
): void {
  socket.emit(event, payload);
}
