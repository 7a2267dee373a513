import type { CommandResults } from '@erp-whatsapp/shared/commands';
import { CommandError } from '@erp-whatsapp/shared/errors';
import { mostMuted, mostPinned, type Preferences } from '@erp-whatsapp/shared/preferences';
import type { Actor } from './actor.ts';
import { isApiKeyActor } from './apiKeys.ts';
import type { DomainParts } from './parts.ts';

const limits: Record<keyof Preferences, { most: number; refusal: string }> = {
  pinned: { most: mostPinned, refusal: `You can pin ${mostPinned} conversations. Unpin one first.` },
  muted: { most: mostMuted, refusal: `You can mute ${mostMuted} conversations. Unmute one first.` },
};

/** What each user keeps for themselves. It is told to all of the user's own sockets, and to nobody else. */
export function createPreferences({ storage, facts }: Pick<DomainParts, 'storage' | 'facts'>) {
  return {
    /** @throws CommandError `FORBIDDEN` for an API key */
    async get(actor: Actor): Promise<CommandResults['getPreferences']> {
      requirePerson(actor);
      return { data: await read(actor) };
    },

    /**
     * Puts a conversation on the user's lists, or takes it off. @throws CommandError `CONFLICT` when a list is full,
     * `FORBIDDEN` for an API key
     */
    async set(
      actor: Actor,
      conversationId: string,
      wanted: { [List in keyof Preferences]: boolean | undefined },
    ): Promise<Preferences> {
      requirePerson(actor);
      const before = await read(actor);
      let isChanged = false;
      for (const list of ['pinned', 'muted'] as const) {
        const isOn = wanted[list];
        if (isOn === undefined || before[list].includes(conversationId) === isOn) continue;
        await (isOn ? add(actor, list, conversationId) : remove(actor, list, conversationId));
        isChanged = true;
      }
      if (!isChanged) return before;
      const preferences = await read(actor);
      const { workspaceId, userId } = actor;
      facts.publish({ name: 'preferences:updated', workspaceId, payload: { userId, preferences } });
      return preferences;
    },
  };

  async function add({ workspaceId, userId }: Actor, list: keyof Preferences, conversationId: string): Promise<void> {
    const { most, refusal } = limits[list];
    if (await storage.users.addPreference(workspaceId, userId, { list, conversationId, most })) return;
    throw new CommandError('CONFLICT', refusal);
  }

  /** It may have been put there under a former id. */
  async function remove(
    { workspaceId, userId }: Actor,
    list: keyof Preferences,
    conversationId: string,
  ): Promise<void> {
    const former = await storage.conversations.listFormerIds(workspaceId, conversationId);
    const conversationIds = [conversationId, ...former];
    await storage.users.removePreference(workspaceId, userId, { list, conversationIds });
  }

  /** Conversations may have merged since they were put there. */
  async function read({ workspaceId, userId }: Actor): Promise<Preferences> {
    const stored = await storage.users.getPreferences(workspaceId, userId);
    if (!stored) throw new CommandError('NOT_FOUND', 'There is no such user any more.');
    const { pinned, muted } = stored;
    const ways = await storage.conversations.followAll(workspaceId, [...new Set([...pinned, ...muted])]);
    const follow = (ids: readonly string[]) => [...new Set(ids.flatMap((id) => ways.get(id) ?? []))];
    return { pinned: follow(pinned), muted: follow(muted) };
  }
}

export type PreferencesOf = ReturnType<typeof createPreferences>;

function requirePerson(actor: Actor): void {
  if (!isApiKeyActor(actor)) return;
  throw new CommandError('FORBIDDEN', 'An API key pins and mutes nothing. Sign in as a person for that.');
}
