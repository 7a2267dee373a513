import type { CommandName, CommandRequest } from '@erp-whatsapp/shared/commands';
import type { Result } from '@erp-whatsapp/shared/errors';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import type { Domain } from '../../domain/createDomain.ts';
import { readActor } from '../actor.ts';
import type { RunCommand } from '../runCommand.ts';
import type { Cookies } from './cookies.ts';
import { answerFailure } from './errors.ts';

/** How the text of a query field is read. */
type FieldKind<T> =
  NonNullable<T> extends number
    ? 'number'
    : NonNullable<T> extends boolean
      ? 'flag'
      : NonNullable<T> extends readonly string[]
        ? 'list'
        : 'text';
type AnyFieldKind = 'number' | 'flag' | 'list' | 'text' | 'path';

/** Where a command is over HTTP: read from query string and path, or from the body with what the path names. */
type Twin<N extends CommandName> =
  | {
      method: 'get';
      path: string;
      query: { [F in keyof Required<CommandRequest<N>>]: FieldKind<CommandRequest<N>[F]> | 'path' };
    }
  | { method: 'post' | 'patch'; path: string };

/** Each command's twin under `/api`; `null` for what makes sense on an open socket alone, or is elsewhere. */
const twins = {
  sendMessage: { method: 'post', path: '/messages' },
  // It has its address where programs look for it.
  sendMedia: null,
  retryMessage: { method: 'post', path: '/messages/:id/retry' },
  getContacts: { method: 'get', path: '/contacts', query: { search: 'text', limit: 'number', cursor: 'text' } },
  getContact: { method: 'get', path: '/contacts/:contactId', query: { contactId: 'path' } },
  updateContact: { method: 'patch', path: '/contacts/:contactId' },
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
  },
  updateConversation: { method: 'patch', path: '/conversations/:conversationId' },
  getPreferences: { method: 'get', path: '/preferences', query: {} },
  countWaiting: { method: 'get', path: '/waiting', query: {} },
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
  },
  searchMessages: {
    method: 'get',
    path: '/messages/search',
    query: { query: 'text', conversationId: 'text', channelId: 'text', limit: 'number', cursor: 'text' },
  },
  getQrCode: { method: 'get', path: '/qr', query: { forceNew: 'flag', channelId: 'text' } },
  getConnectionStatus: { method: 'get', path: '/connection-status', query: { channelId: 'text' } },
  joinConversation: null,
  leaveConversation: null,
  markRead: null,
  setTyping: null,
  sync: { method: 'get', path: '/sync', query: { since: 'number', limit: 'number' } },
} as const satisfies { [N in CommandName]: Twin<N> | null };

type TwinName = { [N in CommandName]: (typeof twins)[N] extends null ? never : N }[CommandName];

/** The commands over HTTP, with the same fields and the same answers as over a socket. */
export function createCommandRoutes(parts: {
  domain: Pick<Domain, 'auth'>;
  cookies: Cookies;
  runCommand: RunCommand;
}): Router {
  const router = Router();
  for (const name of Object.keys(twins).filter(isTwinName)) {
    const twin = twins[name];
    const run =
      (read: (request: Request) => unknown): RequestHandler =>
      async (request, response) =>
        answer(response, await parts.runCommand(name, await readActor(request, parts), read(request)));
    if (twin.method === 'get')
      router.get(
        twin.path,
        run((request) => readQuery(request, twin.query)),
      );
    else router[twin.method](twin.path, run(readBody));
  }
  return router;
}

function isTwinName(name: string): name is TwinName {
  return Object.entries(twins).some(([known, twin]) => known === name && twin !== null);
}

function answer(response: Response, result: Result<object>): void {
  if (result.success) response.json(result);
  else answerFailure(response, result);
}

/** What can't be read as its kind stays as it is, so that the command's schema refuses it by name. Empty is absent. */
function readQuery(request: Request, kinds: Readonly<Record<string, AnyFieldKind>>): unknown {
  const fields = Object.entries(kinds).map(([name, kind]) => [
    name,
    kind === 'path' ? request.params[name] : readField(request.query[name], kind),
  ]);
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined && value !== ''));
}

function readField(value: unknown, kind: Exclude<AnyFieldKind, 'path'>): unknown {
  if (typeof value !== 'string') return value;
  switch (kind) {
    case 'number':
      return /^-?\d{1,15}$/.test(value) ? Number(value) : value;
    case 'flag':
      return value === 'true' || value === 'false' ? value === 'true' : value;
    case 'list':
      return value === '' ? value : value.split(',');
    case 'text':
      return value;
  }
}

/** The path wins over the body. What is not an object is the schema's to refuse. */
function readBody(request: Request): unknown {
  const body: unknown = request.body ?? {};
  return typeof body === 'object' && !Array.isArray(body) ? { ...body, ...request.params } : body;
}
