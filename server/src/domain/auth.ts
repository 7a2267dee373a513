import type { Me, SignedIn } from '@erp-whatsapp/shared/auth';
import { CommandError } from '@erp-whatsapp/shared/errors';
import type { User } from '@erp-whatsapp/shared/user';
import type { Actor } from './actor.ts';
import type { DomainParts } from './parts.ts';
import type { StoredUser } from './ports/storage.ts';

/** Access tokens are short-lived, so that a lost one soon is worth nothing. In seconds. */
export const accessTokenLifetime = 15 * 60;
/** A sign-in that is not used for this long ends. In milliseconds. */
export const signInLifetime = 30 * 24 * 60 * 60 * 1000;
/** How long a replaced refresh token still works: for two tabs, or an answer that got lost. In milliseconds. */
const formerTokenGrace = 60_000;

/** What signing in and refreshing give. `refreshToken` belongs in an httpOnly cookie and nowhere else. */
export type Grant = SignedIn & { refreshToken: string };

/** Sign-in sessions: `<id>.<secret>` is the refresh token, of which only a hash is stored. */
export function createAuth(
  parts: Pick<DomainParts, 'storage' | 'passwords' | 'accessTokens' | 'hashToken' | 'clock' | 'ids'>,
) {
  const { storage, clock, ids, hashToken } = parts;

  return {
    /** @throws CommandError `NOT_AUTHENTICATED` with the same words whether the account or the password is wrong. */
    async signIn(credentials: { email: string; password: string }): Promise<Grant> {
      const user = await storage.users.findByEmail(credentials.email);
      const isRight = await parts.passwords.verify(user?.passwordHash ?? null, credentials.password);
      if (!user || !isRight || !user.isActive) {
        throw new CommandError('NOT_AUTHENTICATED', 'The e-mail address or the password is wrong.');
      }
      const id = ids.secret();
      const refreshToken = `${id}.${ids.secret()}`;
      await storage.signIns.create({
        id,
        workspaceId: user.workspaceId,
        userId: user.id,
        current: [hashToken(refreshToken)],
        former: null,
        formerUntil: null,
        expiresAt: clock.now() + signInLifetime,
      });
      return grant(user, refreshToken);
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

    /** Who a token stands for, as of now: a deactivated user or a changed role counts at once. */
    async authenticate(token: string): Promise<Actor> {
      const claims = await parts.accessTokens.verify(token);
      const user = await storage.users.get(claims.workspaceId, claims.userId);
      if (!user?.isActive || user.role !== claims.role) throw new CommandError('NOT_AUTHENTICATED');
      return {
        workspaceId: user.workspaceId,
        userId: user.id,
        name: user.name,
        role: user.role,
        expiresAt: claims.exp * 1000,
      };
    },

    async me(actor: Actor): Promise<Omit<Me, 'whatsappNetwork'>> {
      const [user, workspace] = await Promise.all([
        storage.users.get(actor.workspaceId, actor.userId),
        storage.workspaces.get(actor.workspaceId),
      ]);
      if (!user || !workspace) throw new CommandError('NOT_AUTHENTICATED');
      return { user: toUser(user), workspace };
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
      },
      accessTokenLifetime,
    );
    return { token, user: toUser(user), refreshToken };
  }
}

function toUser({ id, name, email, role, workspaceId }: StoredUser): User {
  return { id, name, email, role, workspaceId };
}
