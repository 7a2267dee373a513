import { type Connection, type Model, Schema } from 'mongoose';
import type { ChangeRange, ChangeStorage } from '../../domain/ports/storage/changes.ts';
import type { ConversationDocument } from './conversations/conversationModel.ts';
import { retryLostUpsert } from './duplicateKey.ts';
import type { MessageDocument } from './messages/messageModel.ts';
import { ownerWorkspace, requiredString, schemaOptions } from './schemaOptions.ts';
import { acrossWorkspaces, workspaceBound } from './workspaceBound.ts';

/** One a workspace, under the workspace's own id. */
export type ChangeCounterDocument = {
  _id: string;
  workspaceId: string;
  seq: number;
  summarisedUpTo: number;
  settledUpTo: number;
};

export function createChangeCounterModel(connection: Connection): Model<ChangeCounterDocument> {
  const schema = new Schema<ChangeCounterDocument>(
    {
      _id: requiredString,
      workspaceId: ownerWorkspace,
      seq: { type: Number, required: true },
      summarisedUpTo: { type: Number, default: 0 },
      settledUpTo: { type: Number, default: 0 },
    },
    schemaOptions,
  );
  schema.plugin(workspaceBound);
  return connection.model<ChangeCounterDocument>('ChangeCounter', schema, 'changeCounters');
}

/** The filter for what changed within a range. */
export function isWithin({ workspaceId, after, upTo }: Omit<ChangeRange, 'limit'>) {
  return { workspaceId, seq: { $gt: after, ...(upTo === undefined ? {} : { $lte: upTo }) } };
}

export function createChangeStorage(models: {
  counters: Model<ChangeCounterDocument>;
  messages: Model<MessageDocument>;
  conversations: Model<ConversationDocument>;
}): ChangeStorage {
  const { counters, messages, conversations } = models;
  return {
    async reserve(workspaceId, count) {
      if (!Number.isSafeInteger(count) || count < 1) throw new Error(`${count} change numbers can not be reserved.`);
      const { seq } = await retryLostUpsert(() =>
        counters
          .findOneAndUpdate(
            { _id: workspaceId, workspaceId },
            { $inc: { seq: count } },
            { upsert: true, returnDocument: 'after' },
          )
          .orFail()
          .lean(),
      );
      return seq - count + 1;
    },
    async current(workspaceId) {
      const counter = await counters.findOne({ _id: workspaceId, workspaceId }).lean();
      return counter?.seq ?? 0;
    },
    async noteSummarised(workspaceId, seq) {
      await counters.updateOne({ _id: workspaceId, workspaceId }, { $max: { summarisedUpTo: seq } });
    },
    async noteSettled(workspaceId, seq) {
      await counters.updateOne({ _id: workspaceId, workspaceId }, { $max: { settledUpTo: seq } });
    },
    async lastSettled(workspaceId) {
      const counter = await counters.findOne({ _id: workspaceId, workspaceId }).lean();
      return Math.max(counter?.summarisedUpTo ?? 0, counter?.settledUpTo ?? 0);
    },
    async listIds(range) {
      const [changedMessages, changedConversations] = await Promise.all([
        messages.find(isWithin(range), { seq: 1 }).sort({ seq: 1 }).limit(range.limit).lean(),
        conversations.find(isWithin(range), { seq: 1 }).sort({ seq: 1 }).limit(range.limit).lean(),
      ]);
      return [
        ...changedMessages.map(({ _id, seq }) => ({ kind: 'message' as const, id: _id, seq })),
        ...changedConversations.map(({ _id, seq }) => ({ kind: 'conversation' as const, id: _id, seq })),
      ]
        .sort((a, b) => a.seq - b.seq)
        .slice(0, range.limit);
    },
    async renumber(workspaceId, { first, count }, next) {
      const filter = isWithin({ workspaceId, after: first - 1, upTo: first + count - 1 });
      const change = { $inc: { seq: next - first } };
      await messages.updateMany(filter, change);
      await conversations.updateMany(filter, change);
    },
    async listSummarised() {
      const found = await counters.find({}, null, acrossWorkspaces).lean();
      return found.map(({ workspaceId, summarisedUpTo = 0 }) => ({ workspaceId, seq: summarisedUpTo }));
    },
  };
}
