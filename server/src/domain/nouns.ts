import type { Changes } from './changes.ts';
import type { Channels } from './channels/createChannels.ts';
import type { Contacts } from './contacts.ts';
import type { ConversationDirectory } from './conversationDirectory.ts';
import type { KeyedQueue } from './keyedQueue.ts';
import type { Media } from './media/createMedia.ts';
import type { Merging } from './merging.ts';
import type { MessageTimes } from './messages/messageTimes.ts';
import type { Summaries } from './summaries.ts';

/** The domain's nouns, as they need each other. */
export type Nouns = {
  changes: Changes;
  channels: Channels;
  contacts: Contacts;
  conversationDirectory: ConversationDirectory;
  /**
   * What changes a conversation and its messages is done one after another per conversation, so that the thread's order
   * is that of acceptance and what is counted is never counted from under another's hands.
   */
  conversationQueue: KeyedQueue;
  media: Media;
  messageTimes: MessageTimes;
  merging: Merging;
  summaries: Summaries;
};
