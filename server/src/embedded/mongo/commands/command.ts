import type { Store } from '../engine/openStore.ts';
import type { BsonDocument } from '../values.ts';
import type { Request } from '../wire/frames.ts';
import type { Cursors } from './cursors.ts';
import type { Fields } from './readFields.ts';

/** What a command has at hand. */
export type CommandContext = {
  store: Store;
  cursors: Cursors;
  request: Request;
  fields: Fields;
  connectionId: number;
};

/** The answer: its fields without `ok`, or a whole answer as bytes. Only what reads may take until later. */
export type CommandResult = BsonDocument | Uint8Array | Promise<BsonDocument>;

export type Command = {
  /** The fields it takes besides those that every command takes. */
  options: readonly string[];
  /** Writes run inside the shared transaction. */
  isWrite: boolean;
  run: (context: CommandContext) => CommandResult;
};
