import { commandAnswers } from '@erp-whatsapp/shared/answers';
import { type CommandName, type CommandRequest, commandInputs, commandRoles } from '@erp-whatsapp/shared/commands';
import type { ErrorCode } from '@erp-whatsapp/shared/errors';
import type { Request } from 'express';
import type { Domain } from '../../domain/createDomain.ts';
import { readActor } from '../actor.ts';
import type { RunCommand } from '../runCommand.ts';
import type { Cookies } from './cookies.ts';
import { answerFailure } from './errors.ts';
import { readBody, readQuery } from './request.ts';
import { createRoutes, type MountedRoutes, type RouteSpec } from './routes.ts';

/** How the text of a query field is read. */
type FieldKind<T> =
  NonNullable<T> extends number
    ? 'number'
    : NonNullable<T> extends boolean
      ? 'flag'
      : NonNullable<T> extends readonly string[]
        ? 'list'
        : 'text';

type Said = { summary: string; refusals?: readonly ErrorCode[] };
/** Where a command is over HTTP: read from query string and path, or from the body with what the path names. */
type Twin<N extends CommandName> =
  | (Said & {
      method: 'get';
      path: string;
      query: { [F in keyof Required<CommandRequest<N>>]: FieldKind<CommandRequest<N>[F]> | 'path' };
    })
  | (Said & { method: 'post' | 'patch'; path: string });

const sending = ['NOT_FOUND', 'INVALID_PHONE', 'CHANNEL_NOT_ACTIVE', 'CONFLICT', 'RATE_LIMITED'] as const;

/** Each command's twin under `/api`; `null` for what makes sense on an open socket alone, or has routes of its own. */
const twins = {
  sendMessage: {
    method: 'post',
    path: '/messages',
    summary: 'Send a message: it is stored, and goes out as soon as the number is connected',
    refusals: sending,
  },
  // It has its address where programs look for it.
  sendMedia: null,
  retryMessage: {
    method: 'post',
    path: '/messages/:id/retry',
    summary: 'Send a failed message again, as the one that it is',
    refusals: sending,
  },
  getContacts: {
    method: 'get',
    path: '/contacts',
    query: { search: 'text', limit: 'number', cursor: 'text' },
    summary: 'List contacts, or find them by name or number',
  },
  getContact: {
    method: 'get',
    path: '/contacts/:contactId',
    query: { contactId: 'path' },
    summary: 'All that is known of one contact',
    refusals: ['NOT_FOUND'],
  },
  updateContact: {
    method: 'patch',
    path: '/contacts/:contactId',
    summary: 'Name a contact, or write notes on one',
    refusals: ['NOT_FOUND', 'CONFLICT'],
  },
  getConversations: {
    method: 'get',
    path: '/conversations',
    query: {
      search: 'text',
      channelId: 'text',
      unread: 'flag',
      archived: 'flag',
      ids: 'list',
      limit: 'number',
      cursor: 'text',
    },
    summary: 'List conversations, newest first',
  },
  updateConversation: {
    method: 'patch',
    path: '/conversations/:conversationId',
    summary: 'Archive, mark, pin or mute a conversation',
    refusals: ['NOT_FOUND', 'CONFLICT'],
  },
  getPreferences: {
    method: 'get',
    path: '/preferences',
    query: {},
    summary: 'What one has pinned and muted',
    refusals: ['FORBIDDEN'],
  },
  countWaiting: {
    method: 'get',
    path: '/waiting',
    query: {},
    summary: 'How many conversations have something unread that is to be noticed',
  },
  getMessagesBetween: {
    method: 'get',
    path: '/messages/between',
    query: {
      fromNumber: 'text',
      toNumber: 'text',
      conversationId: 'text',
      limit: 'number',
      offset: 'number',
      before: 'text',
      after: 'text',
      around: 'text',
    },
    summary: 'One page of a thread, oldest to newest',
    refusals: ['NOT_FOUND', 'INVALID_PHONE'],
  },
  searchMessages: {
    method: 'get',
    path: '/messages/search',
    query: { query: 'text', conversationId: 'text', channelId: 'text', limit: 'number', cursor: 'text' },
    summary: 'Find messages by their words, newest first',
    refusals: ['NOT_FOUND'],
  },
  getQrCode: {
    method: 'get',
    path: '/qr',
    query: { forceNew: 'flag', channelId: 'text' },
    summary: 'The QR to link a phone with, as a picture',
    refusals: ['NOT_FOUND', 'CONFLICT'],
  },
  getConnectionStatus: {
    method: 'get',
    path: '/connection-status',
    query: { channelId: 'text' },
    summary: 'Whether the number is connected',
    refusals: ['NOT_FOUND'],
  },
  createChannel: null,
  listChannels: null,
  getChannel: null,
  updateChannel: null,
  removeChannel: null,
  connectChannel: null,
  disconnectChannel: null,
  logoutChannel: null,
  requestPairingCode: null,
  getChannelEvents: null,
  countChannelMessages: null,
  joinConversation: null,
  leaveConversation: null,
  markRead: null,
  setTyping: null,
  sync: {
    method: 'get',
    path: '/sync',
    query: { since: 'number', limit: 'number' },
    summary: 'What changed after a number, oldest first',
  },
} as const satisfies { [N in CommandName]: Twin<N> | null };

type TwinName = { [N in CommandName]: (typeof twins)[N] extends null ? never : N }[CommandName];

/** The commands over HTTP, with the same fields and the same answers as over a socket. */
export function createCommandRoutes(parts: {
  domain: Pick<Domain, 'auth'>;
  cookies: Cookies;
  runCommand: RunCommand;
}): MountedRoutes {
  const routes = createRoutes({ name: 'Messages and contacts', folder: '/api' }, parts);
  for (const name of Object.keys(twins).filter(isTwinName)) {
    const spec = describeTwin(name);
    routes.mount(spec, async (request, response) => {
      const actor = await readActor(request, parts);
      const result = await parts.runCommand(name, actor, readAsked(request, spec));
      if (result.success) response.json(result);
      else answerFailure(response, result);
    });
  }
  return routes;
}

function describeTwin(name: TwinName): RouteSpec {
  const twin: Twin<TwinName> = twins[name];
  return {
    ...twin,
    mayCall: commandRoles[name].includes('agent') ? 'signedIn' : 'admin',
    input: commandInputs[name],
    answer: commandAnswers[name],
  };
}

function readAsked(request: Request, { method, query }: RouteSpec): unknown {
  return method === 'get' ? readQuery(request, query) : readBody(request);
}

function isTwinName(name: string): name is TwinName {
  return Object.entries(twins).some(([known, twin]) => known === name && twin !== null);
}
