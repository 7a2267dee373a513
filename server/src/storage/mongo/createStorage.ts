import type { Connection } from 'mongoose';
import type { Storage } from '../../domain/ports/storage/storage.ts';
import { createApiKeyModel, createApiKeyStorage } from './apiKeys.ts';
import { createChangeCounterModel, createChangeStorage } from './changes.ts';
import { createChannelModel, createChannelStorage } from './channels.ts';
import { createContactModel } from './contacts/contactModel.ts';
import { createContactStorage } from './contacts/contactStorage.ts';
import { createConversationModel } from './conversations/conversationModel.ts';
import { createConversationStorage } from './conversations/conversationStorage.ts';
import { createEarlyStatusModel } from './messages/earlyStatuses.ts';
import { createMessageModel } from './messages/messageModel.ts';
import { createMessageStorage } from './messages/messageStorage.ts';
import { createPushStorage } from './pushes.ts';
import { createSearchModels } from './searchIndex/searchModels.ts';
import { createSearchStorage } from './searchIndex/searchStorage.ts';
import { createSecretModel, createSecretStorage } from './secrets.ts';
import { createSignInModel, createSignInStorage } from './signIns.ts';
import { createUserModel, createUserStorage } from './users.ts';
import { createWorkspaceModel, createWorkspaceStorage } from './workspaces.ts';

/** Defines every model on the connection. Their indexes are still to be made. */
export function createStorage(connection: Connection): Storage {
  const contacts = createContactModel(connection);
  const conversations = createConversationModel(connection);
  const messages = createMessageModel(connection);
  const earlyStatuses = createEarlyStatusModel(connection);
  const signIns = createSignInModel(connection);
  return {
    workspaces: createWorkspaceStorage(createWorkspaceModel(connection)),
    users: createUserStorage(createUserModel(connection)),
    signIns: createSignInStorage(signIns),
    pushes: createPushStorage(signIns),
    secrets: createSecretStorage(createSecretModel(connection)),
    apiKeys: createApiKeyStorage(createApiKeyModel(connection)),
    channels: createChannelStorage(createChannelModel(connection)),
    contacts: createContactStorage({ contacts, conversations }),
    conversations: createConversationStorage(conversations),
    messages: createMessageStorage({ messages, earlyStatuses }),
    search: createSearchStorage({ ...createSearchModels(connection), messages }),
    changes: createChangeStorage({ counters: createChangeCounterModel(connection), messages, conversations }),
  };
}
