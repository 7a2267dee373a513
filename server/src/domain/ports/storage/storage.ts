import type { PushStorage } from '../push.ts';
import type { SearchStorage } from '../search.ts';
import type { ApiKeyStorage, SecretStorage, SignInStorage, UserStorage, WorkspaceStorage } from './accounts.ts';
import type { ChangeStorage } from './changes.ts';
import type { ChannelStorage } from './channels.ts';
import type { ContactStorage } from './contacts.ts';
import type { ConversationStorage } from './conversations.ts';
import type { MessageStorage } from './messages.ts';

/**
 * Persistence. Everything but the few ways in that say so is bound to a workspace: what belongs to another one does not
 * exist. Reads answer `null` for what is not there. Dates in and out are milliseconds or ISO 8601, as typed.
 */
export type Storage = {
  workspaces: WorkspaceStorage;
  users: UserStorage;
  signIns: SignInStorage;
  pushes: PushStorage;
  secrets: SecretStorage;
  apiKeys: ApiKeyStorage;
  channels: ChannelStorage;
  contacts: ContactStorage;
  conversations: ConversationStorage;
  messages: MessageStorage;
  search: SearchStorage;
  changes: ChangeStorage;
};
