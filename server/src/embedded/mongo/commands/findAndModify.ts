import type { Collection } from '../engine/collection.ts';
import { updateRow, upsertDocument } from '../engine/updateRow.ts';
import { CommandError } from '../errors.ts';
import { compileProjection } from '../query/compileProjection.ts';
import type { Filter } from '../query/filter.ts';
import { parseFilter } from '../query/parseFilter.ts';
import { parseSort } from '../query/sort.ts';
import { compileUpdate, type Update } from '../update/compileUpdate.ts';
import { parseArrayFilters } from '../update/expandPath.ts';
import type { BsonDocument } from '../values.ts';
import type { Command, CommandContext } from './command.ts';
import { costOf, ensureTarget, selectRows, targetOf } from './query.ts';

export const findAndModifyCommand: Command = {
  options: [
    'query',
    'sort',
    'remove',
    'update',
    'new',
    'fields',
    'upsert',
    'arrayFilters',
    'hint',
    'bypassDocumentValidation',
  ],
  isWrite: true,
  run(context) {
    const { fields } = context;
    const filter = parseFilter(fields.document('query') ?? {});
    const projection = compileProjection(fields.document('fields') ?? {}, filter);
    const isRemove = fields.boolean('remove');
    checkCombination(context, isRemove);
    const collection = fields.boolean('upsert') ? ensureTarget(context) : targetOf(context);
    const { lastErrorObject, value } = isRemove
      ? removeOne(context, collection, filter)
      : updateOne(context, collection, { filter, update: readUpdate(context) });
    return {
      lastErrorObject,
      value: value !== undefined && projection !== undefined ? projection(value) : (value ?? null),
    };
  },
};

function checkCombination({ fields }: CommandContext, isRemove: boolean): void {
  const hasUpdate = fields.value('update') !== undefined;
  if (isRemove && hasUpdate) throw new CommandError('FailedToParse', 'Cannot specify both an update and remove=true');
  if (!isRemove && !hasUpdate)
    throw new CommandError('FailedToParse', 'Either an update or remove=true must be specified');
  if (isRemove && fields.boolean('upsert'))
    throw new CommandError('FailedToParse', 'Cannot specify both upsert=true and remove=true');
  if (isRemove && fields.boolean('new'))
    throw new CommandError(
      'FailedToParse',
      "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document",
    );
}

function readUpdate({ fields }: CommandContext): Update {
  return compileUpdate(fields.value('update'), parseArrayFilters(fields.list('arrayFilters') ?? []));
}

type Outcome = {
  lastErrorObject: BsonDocument;
  value: BsonDocument | undefined;
};

function selectOne(context: CommandContext, collection: Collection | undefined, filter: Filter) {
  if (collection === undefined) return undefined;
  const { fields } = context;
  const sort = parseSort(fields.document('sort') ?? {});
  const [row] = selectRows(collection, { filter, sort, limit: 1, hint: fields.value('hint') }, costOf(context));
  return row;
}

function removeOne(context: CommandContext, collection: Collection | undefined, filter: Filter): Outcome {
  const row = selectOne(context, collection, filter);
  if (row !== undefined) collection?.remove(row);
  return { lastErrorObject: { n: row === undefined ? 0 : 1 }, value: row?.document };
}

function updateOne(
  context: CommandContext,
  collection: Collection | undefined,
  change: { filter: Filter; update: Update },
): Outcome {
  const { fields } = context;
  const isNew = fields.boolean('new');
  const row = selectOne(context, collection, change.filter);
  if (collection !== undefined && row !== undefined) {
    const { document } = updateRow(collection, row, change);
    return { lastErrorObject: { n: 1, updatedExisting: true }, value: isNew ? document : row.document };
  }
  if (collection === undefined || !fields.boolean('upsert')) {
    return { lastErrorObject: { n: 0, updatedExisting: false }, value: undefined };
  }
  const document = upsertDocument(collection, change);
  return {
    lastErrorObject: { n: 1, updatedExisting: false, upserted: document['_id'] },
    value: isNew ? document : undefined,
  };
}
