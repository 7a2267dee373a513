import { type MessageError, type MessageStatus, messageStatusSchema } from '@erp-whatsapp/shared/message';
import { type Connection, type Model, Schema } from 'mongoose';
import type { MessageStorage } from '../../../domain/ports/storage/messages.ts';
import { retryLostUpsert } from '../duplicateKey.ts';
import { innerSchemaOptions, ownerWorkspace, requiredString, schemaOptions } from '../schemaOptions.ts';
import { workspaceBound } from '../workspaceBound.ts';

/** A status whose message is not stored yet. Told twice, it is kept once. */
export type EarlyStatusDocument = {
  workspaceId: string;
  channelId: string;
  conversationId: string;
  isOutgoing: boolean;
  whatsappId: string;
  status: MessageStatus;
  error: MessageError | null;
  at: Date;
  keptAt: Date;
};

/** In seconds: 30 days. A message that has not come by then never will. */
const keptFor = 30 * 24 * 60 * 60;

export function createEarlyStatusModel(connection: Connection): Model<EarlyStatusDocument> {
  const schema = new Schema<EarlyStatusDocument>(
    {
      workspaceId: ownerWorkspace,
      channelId: requiredString,
      conversationId: requiredString,
      isOutgoing: { type: Boolean, required: true },
      whatsappId: requiredString,
      status: { type: String, required: true, enum: messageStatusSchema.options },
      error: {
        type: new Schema<MessageError>({ code: requiredString, message: requiredString }, innerSchemaOptions),
        default: null,
      },
      at: { type: Date, required: true },
      keptAt: { type: Date, required: true },
    },
    schemaOptions,
  );
  schema.plugin(workspaceBound);
  schema.index(
    { workspaceId: 1, channelId: 1, conversationId: 1, isOutgoing: 1, whatsappId: 1, status: 1 },
    { unique: true },
  );
  schema.index({ workspaceId: 1, conversationId: 1 });
  schema.index({ keptAt: 1 }, { expireAfterSeconds: keptFor });
  return connection.model<EarlyStatusDocument>('EarlyStatus', schema, 'earlyStatuses');
}

export function createEarlyStatusStorage(
  earlyStatuses: Model<EarlyStatusDocument>,
): Pick<MessageStorage, 'keepEarlyStatus' | 'listEarlyStatuses' | 'forgetEarlyStatuses' | 'moveEarlyStatuses'> {
  return {
    async keepEarlyStatus(workspaceId, key, { status, error, at }) {
      const { channelId, conversationId, isOutgoing, whatsappId } = key;
      await retryLostUpsert(() =>
        earlyStatuses.updateOne(
          { workspaceId, channelId, conversationId, isOutgoing, whatsappId, status },
          { $setOnInsert: { error, at: new Date(at), keptAt: new Date() } },
          { upsert: true },
        ),
      );
    },
    async listEarlyStatuses(workspaceId, { channelId, conversationId, isOutgoing, whatsappId }) {
      const found = await earlyStatuses.find({ workspaceId, channelId, conversationId, isOutgoing, whatsappId }).lean();
      const inOrder = found.toSorted((a, b) => a.at.getTime() - b.at.getTime());
      return inOrder.map(({ status, error, at }) => ({
        status,
        error: error && { code: error.code, message: error.message },
        at: at.getTime(),
      }));
    },
    async forgetEarlyStatuses(workspaceId, { channelId, conversationId, isOutgoing, whatsappId }, statuses) {
      const key = { workspaceId, channelId, conversationId, isOutgoing, whatsappId };
      await earlyStatuses.deleteMany({ ...key, status: { $in: statuses } });
    },
    async moveEarlyStatuses(workspaceId, { from, to }) {
      const found = await earlyStatuses.find({ workspaceId, conversationId: from }).lean();
      for (const { channelId, isOutgoing, whatsappId, status, error, at, keptAt } of found) {
        const key = { workspaceId, channelId, isOutgoing, whatsappId, status };
        await retryLostUpsert(() =>
          earlyStatuses.updateOne(
            { ...key, conversationId: to },
            { $setOnInsert: { error, at, keptAt } },
            { upsert: true },
          ),
        );
        await earlyStatuses.deleteOne({ ...key, conversationId: from });
      }
      return found.map(({ channelId, isOutgoing, whatsappId }) => {
        return { channelId, conversationId: to, isOutgoing, whatsappId };
      });
    },
  };
}
