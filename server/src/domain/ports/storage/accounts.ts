import type { ApiKey } from '@erp-whatsapp/shared/apiKey';
import type { Preferences } from '@erp-whatsapp/shared/preferences';
import type { Role, User, Workspace } from '@erp-whatsapp/shared/user';

export type WorkspaceStorage = {
  create: (workspace: Workspace) => Promise<void>;
  /** For the very first one: many at once make one. @returns whether it is this one */
  createFirst: (workspace: Workspace) => Promise<boolean>;
  get: (id: string) => Promise<Workspace | null>;
  rename: (id: string, name: string) => Promise<Workspace | null>;
  /** Whether there is any workspace at all. */
  isEmpty: () => Promise<boolean>;
  /** The oldest one: where the first admin lives. */
  first: () => Promise<Workspace | null>;
};

export type StoredUser = User & { passwordHash: string; isActive: boolean; lastSeenAt: string | null };

export type StoredUserChange = {
  name?: string | undefined;
  role?: Role | undefined;
  passwordHash?: string | undefined;
  isActive?: boolean | undefined;
};

export type UserStorage = {
  /** @throws CommandError `CONFLICT` when the address is taken, in any workspace. */
  create: (user: StoredUser) => Promise<void>;
  get: (workspaceId: string, id: string) => Promise<StoredUser | null>;
  /** Across workspaces: an address signs in to exactly one. `email` is lower case. */
  findByEmail: (email: string) => Promise<StoredUser | null>;
  /** Oldest first. */
  list: (workspaceId: string) => Promise<StoredUser[]>;
  /** Sets what is given. */
  update: (workspaceId: string, id: string, change: StoredUserChange) => Promise<StoredUser | null>;
  /** `null` when there is no such user. */
  getPreferences: (workspaceId: string, id: string) => Promise<Preferences | null>;
  /** Puts a conversation at the end of one of both lists, unless it is in it. @returns whether there is a user who has room for it */
  addPreference: (
    workspaceId: string,
    id: string,
    change: { list: keyof Preferences; conversationId: string; most: number },
  ) => Promise<boolean>;
  removePreference: (
    workspaceId: string,
    id: string,
    change: { list: keyof Preferences; conversationIds: readonly string[] },
  ) => Promise<void>;
  /** Who has one of these conversations in the list. */
  listPreferring: (
    workspaceId: string,
    list: keyof Preferences,
    conversationIds: readonly string[],
  ) => Promise<string[]>;
  noteSeen: (workspaceId: string, id: string, at: number) => Promise<void>;
};

/**
 * A sign-in session: the family of refresh tokens that one sign-in began. Tokens are kept hashed. `current` are good;
 * `former` is good until `formerUntil`, or until one of `current` was used. `userAgent`: what the browser called itself.
 * What was not noted when it began is `null`.
 */
export type SignIn = {
  id: string;
  workspaceId: string;
  userId: string;
  current: string[];
  former: string | null;
  formerUntil: number | null;
  expiresAt: number;
  userAgent: string | null;
  createdAt: number | null;
  usedAt: number | null;
};

export type SignInStorage = {
  create: (signIn: SignIn) => Promise<void>;
  /** Across workspaces: the id is unguessable and comes from the cookie. */
  find: (id: string) => Promise<SignIn | null>;
  /** In no order. */
  listOfUser: (workspaceId: string, userId: string) => Promise<SignIn[]>;
  /** Atomically replaces `used`, one of `current`, by `next`. @returns whether `used` was current. */
  rotate: (change: {
    id: string;
    used: string;
    next: string;
    formerUntil: number;
    expiresAt: number;
    usedAt: number;
  }) => Promise<boolean>;
  /** Adds a further successor of `former`. @returns whether `former` was still good at `now`. */
  addSuccessor: (change: { id: string; former: string; next: string; now: number }) => Promise<boolean>;
  remove: (id: string) => Promise<void>;
  /** Removes all of a user's but the kept one. */
  removeOfUser: (workspaceId: string, userId: string, keptId: string | null) => Promise<void>;
};

/** What all server processes on one database must have in common. Whoever keeps something here has encrypted it. */
export type SecretStorage = {
  /** Many at once keep one. @returns what is kept: `made`, unless there was one already. */
  keep: (name: string, made: Uint8Array) => Promise<Uint8Array>;
  get: (name: string) => Promise<Uint8Array | null>;
};

/** `hash`: of the key itself, which is kept nowhere. */
export type StoredApiKey = ApiKey & { workspaceId: string; hash: string };

export type ApiKeyStorage = {
  create: (key: StoredApiKey) => Promise<void>;
  /** Oldest first. */
  list: (workspaceId: string) => Promise<StoredApiKey[]>;
  get: (workspaceId: string, id: string) => Promise<StoredApiKey | null>;
  /** Across workspaces: a key leads to exactly one. */
  findByHash: (hash: string) => Promise<StoredApiKey | null>;
  noteUse: (workspaceId: string, id: string, at: number) => Promise<void>;
  /** @returns whether it was there. */
  remove: (workspaceId: string, id: string) => Promise<boolean>;
};
