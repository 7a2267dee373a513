import { createApiKeys } from './apiKeys.ts';
import { createAuth } from './auth.ts';
import { createChanges } from './changes.ts';
import { createChannels } from './channels.ts';
import { createContacts } from './contacts.ts';
import { createConversationDirectory } from './conversationDirectory.ts';
import { createConversations } from './conversations.ts';
import { createKeyedQueue } from './keyedQueue.ts';
import { createMessages } from './messages/createMessages.ts';
import type { DomainParts } from './parts.ts';
import { createSummaries } from './summaries.ts';
import { createSync } from './sync.ts';
import { createUsers } from './users.ts';
import { createWorkspaces } from './workspaces.ts';

/** All rules of the product, over its ports. */
export function createDomain(parts: DomainParts) {
  const changes = createChanges(parts.storage.changes, parts.clock);
  const conversationQueue = createKeyedQueue();
  const summaries = createSummaries(parts, { changes, conversationQueue });
  const channels = createChannels(parts);
  const conversationDirectory = createConversationDirectory(parts);
  const contacts = createContacts(parts, { changes, conversationDirectory, summaries });
  const nouns = { changes, channels, contacts, conversationDirectory, conversationQueue, summaries };
  const users = createUsers(parts);
  const apiKeys = createApiKeys(parts);
  return {
    auth: createAuth(parts, apiKeys),
    workspaces: createWorkspaces(parts, users),
    users,
    apiKeys,
    changes,
    channels,
    contacts,
    conversations: createConversations(parts, nouns),
    messages: createMessages(parts, nouns),
    sync: createSync(parts, nouns),
    /** Brings into order what a crash left. To be called once at start; what comes meanwhile need not wait for it. */
    mend: summaries.mend,
    /** Writes down what waits to be. To be called when nothing comes in any more, while storage still answers. */
    close: summaries.close,
  };
}

export type Domain = ReturnType<typeof createDomain>;
