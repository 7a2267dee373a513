import type { Me, PasswordChange, SignedIn } from '@erp-whatsapp/shared/auth';
import { CommandError } from '@erp-whatsapp/shared/errors';
import type { User } from '@erp-whatsapp/shared/user';
import { endAccess } from './access.ts';
import type { Actor } from './actor.ts';
import { type ApiKeys, isApiKey, isApiKeyActor } from './apiKeys.ts';
import type { LastSeen } from './lastSeen.ts';
import type { DomainParts } from './parts.ts';
import type { StoredUser } from './ports/storage/accounts.ts';
import { toUser } from './users.ts';

/** Access tokens are short-lived, so that a lost one soon is worth nothing. In seconds. */
export const accessTokenLifetime = 15 * 60;
/** A sign-in that is not used for this long ends. In milliseconds. */
export const signInLifetime = 30 * 24 * 60 * 60 * 1000;
/** How long a replaced refresh token still works: for two tabs, or an answer that got lost. In milliseconds. */
const formerTokenGrace = 60_000;
/** Of what a browser calls itself. In characters. */
const longestUserAgent = 300;

/** What signing in and refreshing give. `refreshToken` belongs in an httpOnly cookie and nowhere else. */
export type Grant = SignedIn & { refreshToken: string };

/** Sign-in sessions: `<id>.<secret>` is the refresh token, of which only a hash is stored. */
export function createAuth(
  parts: Pick<DomainParts, 'storage' | 'facts' | 'passwords' | 'accessTokens' | 'hashToken' | 'clock' | 'ids' | 'log'>,
  { apiKeys, lastSeen }: { apiKeys: Pick<ApiKeys, 'authenticate' | 'hasAccess'>; lastSeen: Pick<LastSeen, 'note'> },
) {
  const { storage, clock, ids, hashToken } = parts;

  return {
    /**
     * @param userAgent what the browser calls itself, for the user to tell this sign-in from others
     * @throws CommandError `NOT_AUTHENTICATED` with the same words whether the account or the password is wrong
     */
    async signIn(credentials: { email: string; password: string }, userAgent: string | null = null): Promise<Grant> {
      const wrong = new CommandError('NOT_AUTHENTICATED', 'The e-mail address or the password is wrong.');
      const user = await storage.users.findByEmail(credentials.email);
      const isRight = await parts.passwords.verify(user?.passwordHash ?? null, credentials.password);
      if (!user || !isRight || !user.isActive) throw wrong;
      const id = ids.secret();
      const refreshToken = `${id}.${ids.secret()}`;
      const at = clock.now();
      await storage.signIns.create({
        id,
        workspaceId: user.workspaceId,
        userId: user.id,
        current: [hashToken(refreshToken)],
        former: null,
        formerUntil: null,
        expiresAt: at + signInLifetime,
        userAgent: userAgent?.slice(0, longestUserAgent) ?? null,
        createdAt: at,
        usedAt: at,
      });
      // What ended the user's sign-ins while the password was being checked did not see this one yet.
      const now = await storage.users.get(user.workspaceId, user.id);
      if (!now?.isActive || now.passwordHash !== user.passwordHash) {
        await storage.signIns.remove(id);
        throw wrong;
      }
      return grant(now, refreshToken);
    },

    /** Renews a sign-in. A token that was replaced longer ago, or whose successor was used, ends the whole sign-in. */
    async refresh(refreshToken: string): Promise<Grant> {
      const ended = new CommandError('NOT_AUTHENTICATED', 'Your sign-in has ended. Please sign in again.');
      const id = refreshToken.split('.')[0];
      const signIn = id ? await storage.signIns.find(id) : null;
      if (!signIn || signIn.expiresAt <= clock.now()) throw ended;
      const user = await storage.users.get(signIn.workspaceId, signIn.userId);
      if (!user?.isActive) throw ended;

      const used = hashToken(refreshToken);
      const nextToken = `${signIn.id}.${ids.secret()}`;
      const next = hashToken(nextToken);
      const now = clock.now();
      const isRotated = await storage.signIns.rotate({
        id: signIn.id,
        used,
        next,
        formerUntil: now + formerTokenGrace,
        expiresAt: now + signInLifetime,
        usedAt: now,
      });
      if (isRotated || (await storage.signIns.addSuccessor({ id: signIn.id, former: used, next, now }))) {
        return grant(user, nextToken);
      }
      await storage.signIns.remove(signIn.id);
      throw ended;
    },

    /** Ends the sign-in that a refresh token belongs to. A token that is not known changes nothing. */
    async signOut(refreshToken: string): Promise<void> {
      const id = refreshToken.split('.')[0];
      if (id) await storage.signIns.remove(id);
    },

    /** Ends all sign-ins of a user, and what is connected by them. */
    async signOutEverywhere({ workspaceId, userId }: Actor): Promise<void> {
      await endAccess(parts, { workspaceId, userId, keptSignInId: null });
    },

    /**
     * A user's own new password. All other sign-ins of the user end.
     * @throws CommandError `FORBIDDEN` when the current one is wrong
     */
    async changePassword(actor: Actor, { current, next }: PasswordChange): Promise<void> {
      const { workspaceId, userId } = actor;
      if (isApiKeyActor(actor)) throw new CommandError('CONFLICT', 'An API key has no password.');
      const user = await storage.users.get(workspaceId, userId);
      if (!(await parts.passwords.verify(user?.passwordHash ?? null, current))) {
        throw new CommandError('FORBIDDEN', 'The current password is wrong.');
      }
      await storage.users.update(workspaceId, userId, { passwordHash: await parts.passwords.hash(next) });
      parts.log.info({ workspaceId, userId }, 'password changed');
      await endAccess(parts, { workspaceId, userId, keptSignInId: actor.signInId });
    },

    /**
     * Who an access token or an API key stands for, as of now: a deactivated user, a changed role, a sign-in that has
     * ended or a revoked key counts at once.
     * @throws CommandError `NOT_AUTHENTICATED`, `TOKEN_EXPIRED`
     */
    async authenticate(credential: string): Promise<Actor> {
      if (isApiKey(credential)) return apiKeys.authenticate(credential);
      const { workspaceId, userId, role, signInId = null, exp } = await parts.accessTokens.verify(credential);
      const [user, signIn] = await Promise.all([
        storage.users.get(workspaceId, userId),
        signInId === null ? null : storage.signIns.find(signInId),
      ]);
      if (!user?.isActive || user.role !== role) throw new CommandError('NOT_AUTHENTICATED');
      if (signInId !== null && signIn?.userId !== userId) throw new CommandError('NOT_AUTHENTICATED');
      const actor: Actor = { workspaceId, userId, name: user.name, role, signInId, expiresAt: exp * 1000 };
      lastSeen.note(actor);
      return actor;
    },

    /** A user's own new name. @throws CommandError `CONFLICT` for an API key */
    async rename(actor: Actor, name: string): Promise<User> {
      if (isApiKeyActor(actor)) throw new CommandError('CONFLICT', 'An API key keeps the name that it was made with.');
      const user = await storage.users.update(actor.workspaceId, actor.userId, { name });
      if (!user) throw new CommandError('NOT_AUTHENTICATED');
      return toUser(user);
    },

    /** Whether whoever was authenticated would be so now. */
    async hasAccess(actor: Actor): Promise<boolean> {
      if (isApiKeyActor(actor)) return apiKeys.hasAccess(actor);
      const { workspaceId, userId, role, signInId } = actor;
      const [user, signIn] = await Promise.all([
        storage.users.get(workspaceId, userId),
        signInId === null ? null : storage.signIns.find(signInId),
      ]);
      return user?.isActive === true && user.role === role && (signInId === null || signIn?.userId === userId);
    },

    async me(actor: Actor): Promise<Omit<Me, 'whatsappNetwork'>> {
      const [user, workspace] = await Promise.all([
        storage.users.get(actor.workspaceId, actor.userId),
        storage.workspaces.get(actor.workspaceId),
      ]);
      if (!workspace) throw new CommandError('NOT_AUTHENTICATED');
      if (user) return { user: toUser(user), workspace };
      if (!isApiKeyActor(actor)) throw new CommandError('NOT_AUTHENTICATED');
      const { userId: id, name, role, workspaceId } = actor;
      return { user: { id, name, email: '', role, workspaceId }, workspace };
    },
  };

  async function grant(user: StoredUser, refreshToken: string): Promise<Grant> {
    const token = await parts.accessTokens.sign(
      {
        userId: user.id,
        id: user.id,
        workspaceId: user.workspaceId,
        collegeId: user.workspaceId,
        userType: 'college',
        role: user.role,
        signInId: refreshToken.split('.')[0],
      },
      accessTokenLifetime,
    );
    return { token, user: toUser(user), refreshToken };
  }
}
