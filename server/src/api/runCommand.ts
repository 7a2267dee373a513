import {
  type CommandInput,
  type CommandName,
  type CommandResults,
  commandInputs,
  commandRoles,
} from '@erp-whatsapp/shared/commands';
import { CommandError, errorTable, type Result, toFailure } from '@erp-whatsapp/shared/errors';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { z } from 'zod';
import type { Actor } from '../domain/actor.ts';
import { conversationRoom } from '../domain/conversations.ts';
import type { Domain } from '../domain/createDomain.ts';
import type { Log } from '../domain/ports/runtime.ts';
import { isOversized } from './oversized.ts';
import { limitTime } from './timeLimit.ts';

/** How long a command may take before its asker is told to try again, in milliseconds. A QR is waited for by itself. */
const commandLimit = 8_000;
const qrLimit = 60_000;
/** Unlinking at WhatsApp waits for a connection. */
const unlinkLimit = 30_000;
/** Files are fetched for up to 30 s, and then written. */
const fileLimit = 45_000;

const sendCommands: ReadonlySet<CommandName> = new Set(['sendMessage', 'sendMedia', 'retryMessage']);

type Handlers = {
  [N in CommandName]: (actor: Actor, input: CommandInput<N>) => Promise<CommandResults[N]>;
};

const inputs: { [N in CommandName]: z.ZodType<CommandInput<N>> } = commandInputs;

/**
 * The one way from a client into the domain, whatever the dialect: reads the input, checks the role and the rate, runs
 * the command, and answers. It never throws.
 */
export function createRunCommand(parts: { domain: Domain; sendsPerMinute: number; log: Log }) {
  const handlers = createHandlers(parts.domain);
  const sends = new RateLimiterMemory({ points: parts.sendsPerMinute, duration: 60 });

  return async function runCommand<N extends CommandName>(
    name: N,
    actor: Actor,
    input: unknown,
  ): Promise<Result<CommandResults[N]>> {
    try {
      const parsed = readInput(inputs[name], input);
      if (!commandRoles[name].includes(actor.role)) throw new CommandError('FORBIDDEN');
      parts.domain.lastSeen.note(actor);
      if (sendCommands.has(name)) await takeSend(sends, actor);
      const limit = toLimit(name, parsed);
      const result = await limitTime(handlers[name](actor, parsed), limit, () => new Error('it took too long'));
      return { success: true, ...result };
    } catch (error) {
      if (!(error instanceof CommandError)) parts.log.error({ command: name, err: error }, 'a command failed');
      return toFailure(error);
    }
  };
}

export type RunCommand = ReturnType<typeof createRunCommand>;

/** @throws CommandError `INVALID_INPUT` that names the first thing that is wrong, or `PAYLOAD_TOO_LARGE`. */
export function readInput<T>(schema: z.ZodType<T>, input: unknown): T {
  if (isOversized(input)) throw new CommandError('PAYLOAD_TOO_LARGE');
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.join('.');
  const detail = issue ? (place ? `${place}: ${issue.message}` : issue.message) : '';
  throw new CommandError('INVALID_INPUT', `${errorTable.INVALID_INPUT.message} ${detail}`.trim());
}

function createHandlers(domain: Domain): Handlers {
  const { messages, contacts, contactCards, conversations, channels } = domain;
  return {
    sendMessage: messages.send,
    sendMedia: messages.sendMedia,
    retryMessage: messages.retry,
    getContacts: contacts.list,
    getContact: contactCards.get,
    updateContact: contactCards.update,
    getConversations: conversations.list,
    updateConversation: conversations.update,
    getPreferences: domain.preferences.get,
    countWaiting: conversations.countWaiting,
    getMessagesBetween: messages.between,
    searchMessages: domain.search.messages,
    getQrCode: channels.getQrCode,
    getConnectionStatus: (actor, input) => channels.getConnectionStatus(actor.workspaceId, input),
    createChannel: channels.create,
    listChannels: channels.listFor,
    getChannel: async (actor, { channelId }) => ({ channel: await channels.get(actor, channelId) }),
    updateChannel: channels.update,
    removeChannel: channels.remove,
    connectChannel: channels.connect,
    disconnectChannel: channels.disconnect,
    logoutChannel: channels.logout,
    requestPairingCode: channels.requestPairingCode,
    getChannelEvents: channels.events,
    countChannelMessages: channels.countMessages,
    async joinConversation(actor, { conversationId }) {
      const conversation = await conversations.get(actor, conversationId);
      return { conversationId: conversation.id, room: conversationRoom(conversation.id) };
    },
    async leaveConversation(actor, { conversationId: given }) {
      const conversationId = await conversations.currentIdOf(actor, given);
      return { conversationId, room: conversationRoom(conversationId) };
    },
    markRead: conversations.markRead,
    setTyping: conversations.setTyping,
    sync: domain.sync,
  };
}

function toLimit(name: CommandName, input: unknown): number {
  switch (name) {
    case 'getQrCode':
      return qrLimit;
    case 'disconnectChannel':
    case 'logoutChannel':
    case 'removeChannel':
      return unlinkLimit;
    case 'sendMedia':
      return fileLimit;
    default:
      return hasFile(input) ? fileLimit : commandLimit;
  }
}

/** Whether it is a message with a file, which has to be fetched first. */
export function hasFile(input: unknown): boolean {
  return typeof input === 'object' && input !== null && 'media' in input && Boolean(input.media);
}

async function takeSend(sends: RateLimiterMemory, actor: Actor): Promise<void> {
  try {
    await sends.consume(`${actor.workspaceId}/${actor.userId}`);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    throw new CommandError(
      'RATE_LIMITED',
      'You have sent a lot in the last minute. The message can go out in a moment.',
      refusal.msBeforeNext,
    );
  }
}
