import { findRows, type QueryCost, type RowQuery } from '../engine/findRows.ts';
import { CommandError } from '../errors.ts';
import { compileProjection } from '../query/compileProjection.ts';
import { parseFilter } from '../query/parseFilter.ts';
import { parseSort } from '../query/sort.ts';
import { writeDocument } from '../values.ts';
import type { Command, CommandContext } from './command.ts';
import { costOf, liftDeadline, namespaceOf, readHint, targetOf } from './query.ts';

export const findOptions = [
  'filter',
  'projection',
  'sort',
  'skip',
  'limit',
  'batchSize',
  'singleBatch',
  'hint',
  'noCursorTimeout',
  'allowDiskUse',
  'returnKey',
  'showRecordId',
  'tailable',
  'awaitData',
  'allowPartialResults',
];

/** Options that would change the answer in ways that do not exist here; drivers may send them as false. */
const refusedOptions = ['tailable', 'awaitData', 'returnKey', 'showRecordId', 'noCursorTimeout'];

export const findCommand: Command = {
  options: findOptions,
  isWrite: false,
  run(context) {
    const { cursors, fields } = context;
    for (const name of refusedOptions) {
      if (fields.boolean(name))
        throw new CommandError('BadValue', `The option ${name} is not supported by this store.`);
    }
    const cost = costOf(context);
    const reply = cursors.open({
      namespace: namespaceOf(context),
      documents: findDocuments(context, cost),
      batchSize: fields.count('batchSize'),
      isSingleBatch: fields.boolean('singleBatch'),
    });
    liftDeadline(cost);
    return reply;
  },
};

/** Without a projection the stored bytes go out as they are. */
function findDocuments(context: CommandContext, cost: QueryCost): Iterable<Uint8Array> {
  const collection = targetOf(context);
  // Read even when there is no collection yet: a wrong query is wrong all the same.
  const query = readFindQuery(context);
  const projection = compileProjection(context.fields.document('projection') ?? {}, query.filter);
  if (collection === undefined) return [];
  const rows = findRows(collection, { ...query, hint: readHint(collection, context.fields.value('hint')) }, cost);
  return (function* () {
    for (const row of rows) yield projection === undefined ? row.bytes : writeDocument(projection(row.document));
  })();
}

export function readFindQuery({ fields }: CommandContext): RowQuery {
  return {
    filter: parseFilter(fields.document('filter') ?? {}),
    sort: parseSort(fields.document('sort') ?? {}),
    skip: fields.count('skip') ?? 0,
    limit: fields.count('limit') ?? 0,
  };
}
