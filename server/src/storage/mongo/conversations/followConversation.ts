import type { Model } from 'mongoose';
import type { ConversationDocument } from './conversationModel.ts';

/** The conversation that one is now: itself, or the end of what it was merged into. */
export async function followConversation(
  conversations: Model<ConversationDocument>,
  conversation: ConversationDocument,
): Promise<ConversationDocument> {
  let current = conversation;
  while (current.mergedInto) {
    const { workspaceId, mergedInto } = current;
    current = await conversations.findOne({ _id: mergedInto, workspaceId }).orFail().lean();
  }
  return current;
}
