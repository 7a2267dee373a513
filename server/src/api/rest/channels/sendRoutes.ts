import type { SentMessage } from '@erp-whatsapp/shared/commands';
import {
  type SentOnChannel,
  sendMediaSchema,
  sendTextSchema,
  sentOnChannelSchema,
} from '@erp-whatsapp/shared/dialects/channels';
import { CommandError, type ErrorCode } from '@erp-whatsapp/shared/errors';
import type { Message } from '@erp-whatsapp/shared/message';
import type { Response } from 'express';
import type { Actor } from '../../../domain/actor.ts';
import type { Domain } from '../../../domain/createDomain.ts';
import type { Log } from '../../../domain/ports/runtime.ts';
import { limitTime } from '../../timeLimit.ts';
import type { Routes } from '../routes.ts';
import type { Run } from './run.ts';

/** How long a send waits for WhatsApp's word, in milliseconds. */
const outcomeWait = 5_000;
/** How long it waits at most, when the database is slow, too. In milliseconds. */
const answerWait = 7_000;

const sendRefusals: readonly ErrorCode[] = [
  'NOT_FOUND',
  'INVALID_PHONE',
  'CHANNEL_NOT_ACTIVE',
  'CONFLICT',
  'RATE_LIMITED',
  'WHATSAPP_REJECTED',
  'NOT_ON_WHATSAPP',
];

/** Sending from a channel. */
export function addSendRoutes(routes: Routes, parts: { domain: Pick<Domain, 'messages'>; run: Run; log: Log }): void {
  const { domain, run, log } = parts;
  routes.add(
    {
      method: 'post',
      path: '/:channelId/send',
      summary: 'Send a text; waits some seconds for WhatsApp to take it, then answers 202',
      mayCall: 'signedIn',
      input: sendTextSchema,
      answer: sentOnChannelSchema,
      statuses: [200, 202],
      refusals: sendRefusals,
    },
    async ({ actor, id: channelId, input, response }) => {
      const { type: messageType, ...asked } = input;
      const sent = await run('sendMessage', actor, { ...asked, channelId, messageType });
      return answerSent({ actor, to: input.to, accepted: { ...sent, messageType, channelId }, response });
    },
  );

  routes.add(
    {
      method: 'post',
      path: '/:channelId/send-media',
      summary: 'Send a file that is fetched from its address; answers as a text does',
      mayCall: 'signedIn',
      input: sendMediaSchema,
      answer: sentOnChannelSchema,
      statuses: [200, 202],
      refusals: [...sendRefusals, 'MEDIA_UNSUPPORTED', 'MEDIA_UNREACHABLE'],
    },
    async ({ actor, id: channelId, input, response }) => {
      const sent = await run('sendMedia', actor, { ...input, channelId });
      return answerSent({
        actor,
        to: input.to,
        accepted: { ...sent, messageType: input.mediaType, channelId },
        response,
      });
    },
  );

  /** @throws CommandError with what WhatsApp refused it for */
  async function answerSent({ actor, to, accepted, response }: Sent): Promise<SentOnChannel> {
    const outcome = await readOutcome(actor, accepted.id);
    const message = outcome ?? accepted;
    if (message.status === 'failed') {
      throw new CommandError(outcome?.error?.code ?? 'WHATSAPP_REJECTED', outcome?.error?.message);
    }
    const isPending = message.status === 'pending';
    if (isPending) response.status(202);
    return {
      ok: true,
      message: isPending ? 'Message accepted: it goes out as soon as it can' : 'Message sent',
      payload: {
        messageId: message.messageId ?? message.id,
        ...(to === undefined ? {} : { to }),
        type: message.messageType,
        status: message.status,
        id: message.id,
        clientMessageId: message.clientMessageId ?? message.id,
        conversationId: message.conversationId,
        channelId: message.channelId,
        timestamp: message.timestamp,
      },
    };
  }

  /** @returns `null` where it can't be read: it is accepted all the same, and who is told of an error would send it twice */
  async function readOutcome({ workspaceId }: Actor, id: string): Promise<Message | null> {
    try {
      const outcome = domain.messages.awaitOutcome(workspaceId, id, outcomeWait);
      return await limitTime(outcome, answerWait, () => new Error('it took too long'));
    } catch (error) {
      log.error({ err: error }, 'what became of a message could not be read');
      return null;
    }
  }
}

type Accepted = SentMessage & Pick<Message, 'messageType' | 'channelId'>;

/** `to` as it was written, where it was; `accepted`: the message as it was when it was. */
type Sent = { actor: Actor; to: string | undefined; accepted: Accepted; response: Response };
