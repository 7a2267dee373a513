import { type Connection, type Model, Schema } from 'mongoose';
import type { SecretStorage } from '../../domain/ports/storage/accounts.ts';
import { retryLostUpsert } from './duplicateKey.ts';
import { requiredString, schemaOptions } from './schemaOptions.ts';
import { toBytes } from './whatsappAuth/toBytes.ts';

export type SecretDocument = { _id: string; value: Buffer };

/** They belong to the server, not to a workspace. */
export function createSecretModel(connection: Connection): Model<SecretDocument> {
  const schema = new Schema<SecretDocument>(
    { _id: requiredString, value: { type: Buffer, required: true } },
    schemaOptions,
  );
  return connection.model<SecretDocument>('Secret', schema, 'secrets');
}

export function createSecretStorage(secrets: Model<SecretDocument>): SecretStorage {
  return {
    async keep(name, made) {
      const kept = await retryLostUpsert(() =>
        secrets
          .findOneAndUpdate(
            { _id: name },
            { $setOnInsert: { value: Buffer.from(made) } },
            { upsert: true, returnDocument: 'after' },
          )
          .lean(),
      );
      if (!kept) throw new Error('A secret was kept, but is not there.');
      return toBytes(kept.value);
    },
    async get(name) {
      const kept = await secrets.findOne({ _id: name }).lean();
      return kept && toBytes(kept.value);
    },
  };
}
