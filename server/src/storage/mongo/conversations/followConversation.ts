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

/** The same for many, with one query for each step that the longest way takes. */
export async function followAll(
  conversations: Model<ConversationDocument>,
  workspaceId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const ways = new Map(ids.map((id) => [id, id]));
  for (let wanted = [...ways.values()]; wanted.length > 0; ) {
    const found = await conversations.find({ _id: { $in: wanted }, workspaceId }, { mergedInto: 1 }).lean();
    const known = new Map(found.map(({ _id, mergedInto }) => [_id, mergedInto]));
    const isAsked = new Set(wanted);
    wanted = [];
    for (const [id, current] of ways) {
      if (!isAsked.has(current)) continue;
      const next = known.get(current);
      if (!known.has(current)) ways.delete(id);
      if (!next) continue;
      ways.set(id, next);
      wanted.push(next);
    }
  }
  return ways;
}
