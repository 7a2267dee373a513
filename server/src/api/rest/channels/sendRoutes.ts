import {
  type SentOnChannel,
  sendMediaSchema,
  sendTextSchema,
  sentOnChannelSchema,
} from '@erp-whatsapp/shared/dialects/channels';
import { CommandError, type ErrorCode } from '@erp-whatsapp/shared/errors';
import type { Response } from 'express';
import type { Actor } from '../../../domain/actor.ts';
import type { Domain } from '../../../domain/createDomain.ts';
import type { Routes } from '../routes.ts';
import type { Run } from './run.ts';

/** How long a send waits for WhatsApp's word, in milliseconds. */
const outcomeWait = 5_000;

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
export function addSendRoutes(routes: Routes, { domain, run }: { domain: Pick<Domain, 'messages'>; run: Run }): void {
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
      return answerSent({ actor, to: input.to, id: sent.id, response });
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
      return answerSent({ actor, to: input.to, id: sent.id, response });
    },
  );

  /** @throws CommandError with what WhatsApp refused it for */
  async function answerSent({ actor, to, id, response }: Sent): Promise<SentOnChannel> {
    const message = await domain.messages.awaitOutcome(actor.workspaceId, id, outcomeWait);
    if (!message) throw new CommandError('NOT_FOUND');
    if (message.status === 'failed') {
      throw new CommandError(message.error?.code ?? 'WHATSAPP_REJECTED', message.error?.message);
    }
    const isPending = message.status === 'pending';
    if (isPending) response.status(202);
    return {
      ok: true,
      message: isPending ? 'Message accepted: it goes out as soon as it can' : 'Message sent',
      payload: {
        messageId: message.messageId ?? message.id,
        to,
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
}

/** `to` as it was written; `id` of the message that was accepted. */
type Sent = { actor: Actor; to: string; id: string; response: Response };
