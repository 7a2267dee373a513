import { type BsonDocument, getField, writeDocument } from '../values.ts';
import type { CommandContext } from './command.ts';

/** A list as a cursor with everything in its first batch or the following ones. */
export function listing(context: CommandContext, collection: string, entries: readonly BsonDocument[]): Uint8Array {
  const cursor = context.fields.document('cursor');
  const batchSize = cursor === undefined ? undefined : getField(cursor, 'batchSize');
  return context.cursors.open({
    namespace: `${context.request.db}.${collection}`,
    documents: entries.map(writeDocument),
    batchSize: batchSize === undefined ? undefined : Number(batchSize),
    isSingleBatch: false,
  });
}
