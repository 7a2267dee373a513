import { setMaxListeners } from 'node:events';
import { createApiKeys } from './apiKeys.ts';
import { createAuth } from './auth.ts';
import { createChangeFeed } from './changeFeed.ts';
import { createChanges } from './changes.ts';
import { createChannels } from './channels/createChannels.ts';
import { createContactCards } from './contactCards.ts';
import { createContacts } from './contacts.ts';
import { createConversationDirectory } from './conversationDirectory.ts';
import { createConversations } from './conversations.ts';
import { createKeyedQueue } from './keyedQueue.ts';
import { createLastSeen } from './lastSeen.ts';
import { createMedia } from './media/createMedia.ts';
import { createMerging } from './merging.ts';
import { createMessages } from './messages/createMessages.ts';
import { createMessageTimes } from './messages/messageTimes.ts';
import type { DomainParts, WaitingParts } from './parts.ts';
import { createPreferences } from './preferences.ts';
import { createPushes } from './pushes.ts';
import { createSearch } from './search/createSearch.ts';
import { createIndexing } from './search/indexing.ts';
import { createSignIns } from './signIns.ts';
import { createSummaries } from './summaries.ts';
import { createSync } from './sync.ts';
import { createUsers } from './users.ts';
import { createWorkspaces } from './workspaces.ts';

/** All rules of the product, over its ports. */
export function createDomain(given: DomainParts) {
  const ended = new AbortController();
  // Everybody who waits listens to it, and each stops listening afterwards.
  setMaxListeners(0, ended.signal);
  const parts: DomainParts & WaitingParts = { ...given, ending: ended.signal };
  const changes = createChanges(parts);
  const conversationQueue = createKeyedQueue();
  const summaries = createSummaries(parts, {
    changes,
    conversationQueue,
    gather: (workspaceId, conversationId) => merging.gather(workspaceId, conversationId),
  });
  const channels = createChannels(parts, async (channel) => {
    await messages.giveUpPending(channel);
    await media.giveUpChannel(channel);
  });
  const conversationDirectory = createConversationDirectory(parts, conversationQueue);
  const messageTimes = createMessageTimes(parts);
  const ofConversations = { changes, conversationDirectory, conversationQueue, messageTimes, summaries };
  const merging = createMerging(parts, {
    ...ofConversations,
    applyEarly: (workspaceId, key, stored) => messages.applyEarly(workspaceId, key, stored),
  });
  const contacts = createContacts(parts, { changes, conversationDirectory, summaries, merging });
  const media = createMedia({ ...parts, changes });
  const nouns = { ...ofConversations, channels, contacts, media, merging };
  const messages = createMessages(parts, nouns);
  const preferences = createPreferences(parts);
  const users = createUsers(parts);
  const apiKeys = createApiKeys(parts);
  const lastSeen = createLastSeen(parts);
  return {
    auth: createAuth(parts, { apiKeys, lastSeen }),
    signIns: createSignIns(parts),
    lastSeen,
    pushes: createPushes(parts),
    workspaces: createWorkspaces(parts, users),
    users,
    apiKeys,
    changes,
    changeFeed: createChangeFeed(parts, nouns),
    channels,
    contacts,
    contactCards: createContactCards(parts, nouns),
    conversations: createConversations(parts, { ...nouns, preferences }),
    preferences,
    messages,
    media,
    search: createSearch(parts),
    indexing: createIndexing(parts),
    sync: createSync(parts, nouns),
    /**
     * Brings into order what a crash left. To be called at start, and when what another process worked is taken over; what
     * comes meanwhile need not wait for it.
     */
    async mend(): Promise<void> {
      await merging.mend();
      await summaries.mend();
      await channels.mend();
    },
    /** For when the server is about to end: who waits for something outside is answered with what there is, now and from then on. */
    stopWaiting(): void {
      ended.abort();
    },
    /** Writes down what waits to be. To be called when nothing comes in any more, while storage still answers. */
    async close(): Promise<void> {
      ended.abort();
      merging.close();
      channels.close();
      media.close();
      await Promise.all([summaries.close(), lastSeen.close()]);
    },
  };
}

export type Domain = ReturnType<typeof createDomain>;
