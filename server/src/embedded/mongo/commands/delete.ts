import type { Collection } from '../engine/collection.ts';
import { CommandError } from '../errors.ts';
import { parseFilter } from '../query/parseFilter.ts';
import type { BsonDocument, BsonValue } from '../values.ts';
import type { Command, CommandContext } from './command.ts';
import { isOrdered } from './insert.ts';
import { costOf, selectRows, targetOf } from './query.ts';
import { readFields, refuseUnknownFields } from './readFields.ts';
import { runStatements } from './writeStatements.ts';

const statementFields = new Set(['q', 'limit', 'hint']);

export const deleteCommand: Command = {
  options: ['deletes', 'ordered'],
  isWrite: true,
  run(context) {
    const { fields } = context;
    const collection = targetOf(context);
    const statements = (fields.documents('deletes') ?? []).map(readStatement);
    let n = 0;
    const errors = runStatements(statements, isOrdered(fields), (statement) => {
      n += deleteMatching(context, collection, statement);
    });
    return { n, ...errors };
  },
};

type Statement = {
  query: BsonDocument;
  limit: number;
  hint: BsonValue;
};

function readStatement(statement: BsonDocument): Statement {
  refuseUnknownFields('delete.deletes', statement, statementFields);
  const fields = readFields('delete.deletes', statement);
  const limit = fields.count('limit');
  if (limit !== 0 && limit !== 1) {
    throw new CommandError('FailedToParse', 'The limit field in delete objects must be 0 or 1');
  }
  return { query: fields.document('q') ?? {}, limit, hint: fields.value('hint') };
}

function deleteMatching(context: CommandContext, collection: Collection | undefined, statement: Statement): number {
  const { query, limit, hint } = statement;
  const filter = parseFilter(query);
  if (collection === undefined) return 0;
  const rows = selectRows(collection, { filter, limit, hint }, costOf(context));
  for (const row of rows) collection.remove(row);
  return rows.length;
}
