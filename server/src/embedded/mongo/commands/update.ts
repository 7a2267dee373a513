import { updateRow, upsertDocument } from '../engine/updateRow.ts';
import { CommandError } from '../errors.ts';
import { parseFilter } from '../query/parseFilter.ts';
import { compileUpdate } from '../update/compileUpdate.ts';
import { parseArrayFilters } from '../update/expandPath.ts';
import type { BsonDocument, BsonValue } from '../values.ts';
import type { Command, CommandContext } from './command.ts';
import { isOrdered } from './insert.ts';
import { costOf, ensureTarget, selectRows, targetOf } from './query.ts';
import { readFields, refuseUnknownFields } from './readFields.ts';
import { runStatements } from './writeStatements.ts';

const statementFields = new Set(['q', 'u', 'multi', 'upsert', 'arrayFilters', 'hint']);

export const updateCommand: Command = {
  options: ['updates', 'ordered', 'bypassDocumentValidation'],
  isWrite: true,
  run(context) {
    const { fields } = context;
    const totals = { n: 0, nModified: 0 };
    const upserted: BsonDocument[] = [];
    const statements = (fields.documents('updates') ?? []).map(readStatement);
    const errors = runStatements(statements, isOrdered(fields), (statement, position) => {
      const outcome = runUpdate(context, statement);
      totals.n += outcome.n;
      totals.nModified += outcome.nModified;
      if (outcome.upsertedId !== undefined) upserted.push({ index: position, _id: outcome.upsertedId });
    });
    return { ...totals, ...(upserted.length > 0 ? { upserted } : {}), ...errors };
  },
};

type Statement = {
  query: BsonDocument;
  update: BsonValue;
  arrayFilters: BsonValue[];
  isMulti: boolean;
  isUpsert: boolean;
  hint: BsonValue;
};

function readStatement(statement: BsonDocument): Statement {
  refuseUnknownFields('update.updates', statement, statementFields);
  const fields = readFields('update.updates', statement);
  return {
    query: fields.document('q') ?? {},
    update: fields.value('u'),
    arrayFilters: fields.list('arrayFilters') ?? [],
    isMulti: fields.boolean('multi'),
    isUpsert: fields.boolean('upsert'),
    hint: fields.value('hint'),
  };
}

type Outcome = {
  n: number;
  nModified: number;
  upsertedId?: BsonValue;
};

function runUpdate(context: CommandContext, statement: Statement): Outcome {
  const { isMulti, isUpsert, hint } = statement;
  const filter = parseFilter(statement.query);
  const update = compileUpdate(statement.update, parseArrayFilters(statement.arrayFilters));
  if (isMulti && update.kind === 'replacement') {
    throw new CommandError('FailedToParse', 'multi update is not supported for replacement-style update');
  }
  const collection = isUpsert ? ensureTarget(context) : targetOf(context);
  if (collection === undefined) return { n: 0, nModified: 0 };
  const rows = selectRows(collection, { filter, limit: isMulti ? 0 : 1, hint }, costOf(context));
  if (rows.length === 0 && isUpsert) {
    const { _id } = upsertDocument(collection, { filter, update });
    return { n: 1, nModified: 0, upsertedId: _id };
  }
  let nModified = 0;
  for (const row of rows) if (updateRow(collection, row, { filter, update }).isModified) nModified += 1;
  return { n: rows.length, nModified };
}
