import { type Model, mongo } from 'mongoose';
import type { MessageStorage, NewMessage } from '../../../domain/ports/storage/messages.ts';
import { duplicateKey } from '../duplicateKey.ts';
import { fromNewMessage, type MessageDocument, toMessage } from './messageModel.ts';

type Inserted = Awaited<ReturnType<MessageStorage['insert']>>;
type Waiting = { message: NewMessage; document: MessageDocument } & PromiseWithResolvers<Inserted>;

/** The largest number of messages that go to the database in one command. */
const batchSize = 500;

/**
 * Messages that come while others are being written wait for these and then go together, in one command: many at once
 * cost little more than one. A message that is stored already does not keep the others back.
 */
export function createInsertMessage(messages: Model<MessageDocument>): MessageStorage['insert'] {
  const waiting: Waiting[] = [];
  let isWriting = false;

  return (message) => {
    const entry = { message, document: fromNewMessage(message), ...Promise.withResolvers<Inserted>() };
    waiting.push(entry);
    if (!isWriting) void writeAll();
    return entry.promise;
  };

  async function writeAll(): Promise<void> {
    isWriting = true;
    while (waiting.length > 0) await write(waiting.splice(0, batchSize));
    isWriting = false;
  }

  /** Settles each of them; never rejects itself. */
  async function write(batch: Waiting[]): Promise<void> {
    try {
      await messages.insertMany(
        batch.map(({ document }) => document),
        { ordered: false, lean: true },
      );
      for (const { document, resolve } of batch) resolve(toInserted(document, true));
    } catch (error) {
      const refusals = readRefusals(error);
      if (!refusals) for (const { reject } of batch) reject(error);
      else await Promise.all(batch.map((entry, index) => settle(entry, refusals.get(index))));
    }
  }

  async function settle({ message, document, resolve, reject }: Waiting, refusal?: number): Promise<void> {
    if (refusal === undefined) {
      resolve(toInserted(document, true));
      return;
    }
    try {
      const stored = refusal === duplicateKey ? await findStored(message) : null;
      if (stored) resolve(toInserted(stored, false));
      else reject(new Error(`The database refused the message ${message.id} (code ${refusal}).`));
    } catch (error) {
      reject(error);
    }
  }

  /** The message that holds one of the keys which are given once. The refusal does not say which one it was. */
  async function findStored(message: NewMessage): Promise<MessageDocument | null> {
    const { id, workspaceId, clientMessageId, channelId, conversationId, isOutgoing, whatsappId } = message;
    const filters = [
      ...(clientMessageId === null ? [] : [{ workspaceId, clientMessageId }]),
      ...(whatsappId === null ? [] : [{ workspaceId, channelId, conversationId, isOutgoing, whatsappId }]),
      { _id: id, workspaceId },
    ];
    for (const filter of filters) {
      const stored = await messages.findOne(filter).lean();
      if (stored) return stored;
    }
    return null;
  }
}

/** The codes with which single messages were refused, by place in the batch; `null` when it is another failure. */
function readRefusals(error: unknown): Map<number, number> | null {
  if (!(error instanceof mongo.MongoBulkWriteError)) return null;
  const refusals = [error.writeErrors].flat();
  // When the write is not known to be on enough disks, that concerns all of them.
  if (refusals.length === 0 || error.result.getWriteConcernError()) return null;
  return new Map(refusals.map(({ index, code }) => [index, code]));
}

function toInserted(document: MessageDocument, isNew: boolean): Inserted {
  return { message: toMessage(document), isNew, fingerprint: document.fingerprint };
}
