import { prepareInsert } from '../engine/prepareDocument.ts';
import type { Command } from './command.ts';
import { ensureTarget } from './query.ts';
import type { Fields } from './readFields.ts';
import { runStatements } from './writeStatements.ts';

export const insertCommand: Command = {
  options: ['ordered', 'bypassDocumentValidation'],
  isWrite: true,
  run(context) {
    const { request, fields } = context;
    const collection = ensureTarget(context);
    let n = 0;
    const errors = runStatements(request.documents, isOrdered(fields), (raw) => {
      const { document, bytes } = prepareInsert(raw);
      collection.insert(document, bytes);
      n += 1;
    });
    return { n, ...errors };
  },
};

/** Bulk writes stop at the first error unless told otherwise. */
export function isOrdered(fields: Fields): boolean {
  return fields.value('ordered') === undefined || fields.boolean('ordered');
}
