import type { AuthOptions, Me, SignedIn, WhatsAppNetwork } from '@erp-whatsapp/shared/auth';
import type { Role, User, Workspace } from '@erp-whatsapp/shared/user';

/**
 * Reads the few answers that are needed before the first screen. By hand, since zod would be a fifth of all that is loaded
 * before it; pages that come later use the contract's schemas.
 */
export type ReadAnswer<T> = (answer: unknown) => T | null;

export type FailureAnswer = { error: string; code: string; retryAfterMs: number | undefined };

export const readFailure: ReadAnswer<FailureAnswer> = (answer) => {
  const fields = toFields(answer);
  // Of channels, sentence and code are told together.
  const { message = fields['error'], code = fields['code'] } = toFields(fields['error']);
  if (typeof message !== 'string' || typeof code !== 'string') return null;
  const { retryAfterMs } = fields;
  return { error: message, code, retryAfterMs: typeof retryAfterMs === 'number' ? retryAfterMs : undefined };
};

export const readSignedIn: ReadAnswer<SignedIn> = (answer) => {
  const { token, user: givenUser } = toFields(answer);
  const user = readUser(givenUser);
  return typeof token === 'string' && user !== null ? { token, user } : null;
};

export const readMe: ReadAnswer<Me> = (answer) => {
  const { user: givenUser, workspace: givenWorkspace, whatsappNetwork } = toFields(answer);
  const user = readUser(givenUser);
  const workspace = readWorkspace(givenWorkspace);
  if (user === null || workspace === null || !isNetwork(whatsappNetwork)) return null;
  return { user, workspace, whatsappNetwork };
};

/** When a JWT ends, in seconds since 1970; `null` when it can't be read. */
export function readTokenExpiry(token: string): number | null {
  const { exp } = readClaims(token);
  return typeof exp === 'number' ? exp : null;
}

/** Whose a JWT is; `null` when it can't be read, as for an API key. */
export function readTokenUser(token: string): string | null {
  const { userId } = readClaims(token);
  return typeof userId === 'string' ? userId : null;
}

export const readAuthOptions: ReadAnswer<AuthOptions> = (answer) => {
  const { signup } = toFields(answer);
  return typeof signup === 'boolean' ? { signup } : null;
};

/** Of the answer to a change of one's own account. */
export const readOwnUser: ReadAnswer<User> = (answer) => readUser(toFields(answer)['user']);

const readUser: ReadAnswer<User> = (answer) => {
  const { id, name, email, role, workspaceId } = toFields(answer);
  if (typeof id !== 'string' || typeof name !== 'string' || typeof email !== 'string') return null;
  return typeof workspaceId === 'string' && isRole(role) ? { id, name, email, role, workspaceId } : null;
};

const readWorkspace: ReadAnswer<Workspace> = (answer) => {
  const { id, name } = toFields(answer);
  return typeof id === 'string' && typeof name === 'string' ? { id, name } : null;
};

function readClaims(token: string): Record<string, unknown> {
  const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
  try {
    return toFields(JSON.parse(atob(payload)));
  } catch {
    return {};
  }
}

function isRole(value: unknown): value is Role {
  return value === 'admin' || value === 'agent';
}

function isNetwork(value: unknown): value is WhatsAppNetwork {
  return value === 'simulator' || value === 'live';
}

function toFields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
