import { createAuth } from './auth.ts';
import { createChannels } from './channels.ts';
import { createContacts } from './contacts.ts';
import { createConversationDirectory } from './conversationDirectory.ts';
import { createConversations } from './conversations.ts';
import { createKeyedQueue } from './keyedQueue.ts';
import { createMessages } from './messages/createMessages.ts';
import type { DomainParts } from './parts.ts';
import { createWorkspaces } from './workspaces.ts';

/** All rules of the product, over its ports. */
export function createDomain(parts: DomainParts) {
  const channels = createChannels(parts);
  const conversationDirectory = createConversationDirectory(parts);
  const contacts = createContacts(parts, { conversationDirectory });
  const nouns = { channels, contacts, conversationDirectory, conversationQueue: createKeyedQueue() };
  return {
    auth: createAuth(parts),
    workspaces: createWorkspaces(parts),
    channels,
    contacts,
    conversations: createConversations(parts, nouns),
    messages: createMessages(parts, nouns),
  };
}

export type Domain = ReturnType<typeof createDomain>;
