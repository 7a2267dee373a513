import type { ApiKey, MadeApiKey, NewApiKey } from '@erp-whatsapp/shared/apiKey';
import { CommandError } from '@erp-whatsapp/shared/errors';
import { endAccess } from './access.ts';
import type { Actor } from './actor.ts';
import type { DomainParts } from './parts.ts';
import type { StoredApiKey } from './ports/storage/accounts.ts';

/** What tells a key from an access token. */
const keyPrefix = 'wak_';
/** What tells the user that a key acts as from a person. */
const userPrefix = 'key_';
/** The time of a key's last use is written at most this often, so that not every request writes. In milliseconds. */
const usePrecision = 10 * 60_000;

/** Keys for programs: each acts in its workspace as a user of its own, until it is revoked. */
export function createApiKeys(parts: Pick<DomainParts, 'storage' | 'facts' | 'hashToken' | 'clock' | 'ids' | 'log'>) {
  const { storage, clock, ids, hashToken, log } = parts;

  return {
    /** Oldest first. */
    async list(workspaceId: string): Promise<ApiKey[]> {
      return (await storage.apiKeys.list(workspaceId)).map(toApiKey);
    },

    /** @returns the key itself too, which nobody can read again. */
    async create(workspaceId: string, { name, role }: NewApiKey): Promise<MadeApiKey> {
      const key = `${keyPrefix}${ids.secret()}`;
      const stored: StoredApiKey = {
        id: ids.next(),
        workspaceId,
        name,
        role,
        hash: hashToken(key),
        createdAt: new Date(clock.now()).toISOString(),
        lastUsedAt: null,
      };
      await storage.apiKeys.create(stored);
      log.info({ workspaceId, apiKeyId: stored.id, role }, 'API key made');
      return { ...toApiKey(stored), key };
    },

    /** Whoever is connected by it is let go at once. @throws CommandError `NOT_FOUND` */
    async revoke(workspaceId: string, id: string): Promise<void> {
      if (!(await storage.apiKeys.remove(workspaceId, id))) throw new CommandError('NOT_FOUND');
      log.info({ workspaceId, apiKeyId: id }, 'API key revoked');
      await endAccess(parts, { workspaceId, userId: toUserId(id), keptSignInId: null });
    },

    /** @throws CommandError `NOT_AUTHENTICATED` */
    async authenticate(key: string): Promise<Actor> {
      const found = await storage.apiKeys.findByHash(hashToken(key));
      if (!found) {
        throw new CommandError('NOT_AUTHENTICATED', 'This API key is not valid. An admin can make a new one.');
      }
      await noteUse(found);
      return {
        workspaceId: found.workspaceId,
        userId: toUserId(found.id),
        name: found.name,
        role: found.role,
        signInId: null,
        expiresAt: Number.POSITIVE_INFINITY,
      };
    },

    /** Whether the key that acts is still there. */
    async hasAccess({ workspaceId, userId }: Actor): Promise<boolean> {
      return (await storage.apiKeys.get(workspaceId, userId.slice(userPrefix.length))) !== null;
    },
  };

  /** That a key works matters more than that its use is noted. */
  async function noteUse({ workspaceId, id, lastUsedAt }: StoredApiKey): Promise<void> {
    const now = clock.now();
    if (lastUsedAt !== null && now - Date.parse(lastUsedAt) < usePrecision) return;
    try {
      await storage.apiKeys.noteUse(workspaceId, id, now);
    } catch (error) {
      log.warn({ workspaceId, apiKeyId: id, err: error }, 'the use of an API key was not noted');
    }
  }
}

export type ApiKeys = ReturnType<typeof createApiKeys>;

export function isApiKey(credential: string): boolean {
  return credential.startsWith(keyPrefix);
}

/** Whether it is a key that acts, and no person. */
export function isApiKeyActor({ userId }: Actor): boolean {
  return userId.startsWith(userPrefix);
}

function toUserId(id: string): string {
  return `${userPrefix}${id}`;
}

function toApiKey({ id, name, role, createdAt, lastUsedAt }: StoredApiKey): ApiKey {
  return { id, name, role, createdAt, lastUsedAt };
}
