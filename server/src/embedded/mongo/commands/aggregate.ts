import { Int32 } from 'bson';
import { compilePipeline, readLimit, readSkip } from '../aggregation/compilePipeline.ts';
import { readStage } from '../aggregation/readStage.ts';
import { areEqual } from '../engine/compareValues.ts';
import { countRows } from '../engine/countRows.ts';
import { findRows, type QueryCost, type RowQuery } from '../engine/findRows.ts';
import { CommandError } from '../errors.ts';
import { parseFilter } from '../query/parseFilter.ts';
import { parseSort } from '../query/sort.ts';
import { type BsonDocument, type BsonValue, isNumber, isPlainObject, writeDocument } from '../values.ts';
import type { Command, CommandContext } from './command.ts';
import { costOf, liftDeadline, namespaceOf, readHint, targetOf } from './query.ts';
import { readFields, refuseUnknownFields } from './readFields.ts';

export const aggregateCommand: Command = {
  options: ['pipeline', 'cursor', 'allowDiskUse', 'hint', 'bypassDocumentValidation'],
  isWrite: false,
  run(context) {
    const { cursors, fields } = context;
    const cursor = fields.document('cursor');
    if (cursor === undefined)
      throw new CommandError(
        'FailedToParse',
        "The 'cursor' option is required, except for aggregate with the explain argument",
      );
    refuseUnknownFields('aggregate.cursor', cursor, new Set(['batchSize']));
    const cost = costOf(context);
    const reply = cursors.open({
      namespace: namespaceOf(context),
      documents: runPipeline(context, fields.list('pipeline') ?? [], cost),
      batchSize: readFields('aggregate.cursor', cursor).count('batchSize'),
      isSingleBatch: false,
    });
    liftDeadline(cost);
    return reply;
  },
};

function runPipeline(context: CommandContext, stages: readonly BsonValue[], cost: QueryCost): Iterable<Uint8Array> {
  const { store, request } = context;
  // Compiled now, run batch by batch: a wrong stage is refused even when no document is asked for yet.
  const { query, rest } = takeQuery(stages);
  const run = compilePipeline(rest, { findCollection: (name) => store.catalog.find(request.db, name), cost });
  const counted = readCount(rest);
  const documents =
    counted === undefined
      ? run(sourceDocuments(context, query, cost))
      : countDocuments(context, { query, counted, cost });
  return (function* () {
    for (const document of documents) yield writeDocument(document);
  })();
}

/** What a driver's `countDocuments` ends with: one group of everything, whose only field counts it. */
type Counted = {
  id: BsonValue;
  field: string;
};

function readCount(stages: readonly BsonValue[]): Counted | undefined {
  const [stage, ...others] = stages;
  if (!isPlainObject(stage) || others.length > 0 || !isPlainObject(stage['$group'])) return undefined;
  const { _id: id, ...fields } = stage['$group'];
  const [field, second] = Object.keys(fields);
  if (field === undefined || second !== undefined || /[.$]/.test(field)) return undefined;
  if (id !== null && !isNumber(id)) return undefined;
  return areEqual(fields[field], { $sum: 1 }) ? { id, field } : undefined;
}

function* countDocuments(
  context: CommandContext,
  { query, counted, cost }: { query: RowQuery; counted: Counted; cost: QueryCost },
): Generator<BsonDocument> {
  const collection = targetOf(context);
  if (collection === undefined) return;
  const hint = readHint(collection, context.fields.value('hint'));
  const count = countRows(collection, { ...query, hint }, cost);
  if (count > 0) yield { _id: counted.id, [counted.field]: new Int32(count) };
}

function* sourceDocuments(context: CommandContext, query: RowQuery, cost: QueryCost): Generator<BsonDocument> {
  const collection = targetOf(context);
  if (collection === undefined) return;
  const hinted = { ...query, hint: readHint(collection, context.fields.value('hint')) };
  for (const row of findRows(collection, hinted, cost)) yield row.document;
}

/** What a pipeline begins with is left to the indexes: `$match`, then `$sort`, `$skip` and `$limit` in this order. */
function takeQuery(stages: readonly BsonValue[]): { query: RowQuery; rest: readonly BsonValue[] } {
  const query: RowQuery = { filter: { kind: 'and', nodes: [] }, sort: [] };
  const order = ['$match', '$sort', '$skip', '$limit'];
  let taken = 0;
  let from = 0;
  for (const stage of stages) {
    const { name, specification } = readStage(stage);
    const position = order.indexOf(name, from);
    if (position < 0) break;
    if (name === '$match' && isPlainObject(specification)) query.filter = parseFilter(specification);
    else if (name === '$sort' && isPlainObject(specification) && Object.keys(specification).length > 0)
      query.sort = parseSort(specification);
    else if (name === '$skip') query.skip = readSkip(specification);
    else if (name === '$limit') query.limit = readLimit(specification);
    else break;
    from = position + 1;
    taken += 1;
  }
  return { query, rest: stages.slice(taken) };
}
