/** For every schema: what is not in it is refused rather than dropped, in documents and in filters alike. */
export const schemaOptions = {
  strict: 'throw',
  strictQuery: 'throw',
  versionKey: false,
  id: false,
  minimize: false,
  autoIndex: false,
  autoCreate: false,
} as const;

/** For what is kept inside a document. */
export const innerSchemaOptions = { ...schemaOptions, _id: false } as const;

/** A string that is always there. */
export const requiredString = { type: String, required: true } as const;

/** The owner of a document. It never moves to another. */
export const ownerWorkspace = { type: String, required: true, immutable: true } as const;
