import { newCost, rowsOf } from '../engine/findRows.ts';
import { type Plan, planQuery } from '../engine/planQuery.ts';
import { CommandError } from '../errors.ts';
import type { BsonDocument } from '../values.ts';
import type { Request } from '../wire/frames.ts';
import type { Command, CommandContext } from './command.ts';
import { findOptions, readFindQuery } from './find.ts';
import { readHint, targetOf } from './query.ts';
import { readFields, refuseUnknownFields } from './readFields.ts';

/** `find` only: runs the query and says what it read, in the fields of MongoDB's `executionStats`. */
export const explainCommand: Command = {
  options: ['verbosity'],
  isWrite: false,
  run(context) {
    const body = context.fields.document('explain') ?? {};
    const [name = ''] = Object.keys(body);
    if (name !== 'find') throw new CommandError('CommandNotFound', `Explain failed due to unknown command: ${name}`);
    refuseUnknownFields('find', body, new Set(['find', '$db', 'lsid', 'comment', 'maxTimeMS', ...findOptions]));
    const request: Request = { ...context.request, name, body };
    return explainFind({ ...context, request, fields: readFields(name, body) });
  },
};

function explainFind(context: CommandContext): BsonDocument {
  const collection = targetOf(context);
  const query = readFindQuery(context);
  if (collection === undefined)
    return describe({ stage: 'EOF' }, { nReturned: 0, totalKeysExamined: 0, totalDocsExamined: 0 });
  const hinted = { ...query, hint: readHint(collection, context.fields.value('hint')) };
  const plan = planQuery(collection, hinted);
  const cost = newCost(context.fields.count('maxTimeMS') ?? 0);
  let nReturned = 0;
  for (const _row of rowsOf(collection, { plan, query: hinted, cost })) nReturned += 1;
  const isSorted = query.sort.length === 0 || (plan.kind === 'index' && plan.walk.isSorted);
  const stage = describePlan(plan);
  return describe(isSorted ? stage : { stage: 'SORT', inputStage: stage }, {
    nReturned,
    totalKeysExamined: cost.keysExamined,
    totalDocsExamined: cost.documentsExamined,
  });
}

function describe(winningPlan: BsonDocument, figures: BsonDocument): BsonDocument {
  return { queryPlanner: { winningPlan }, executionStats: { executionSuccess: true, ...figures } };
}

function describePlan(plan: Plan): BsonDocument {
  switch (plan.kind) {
    case 'scan':
      return { stage: 'COLLSCAN' };
    case 'index':
      return { stage: 'FETCH', inputStage: describeWalk(plan.walk) };
    case 'union':
      return { stage: 'FETCH', inputStage: { stage: 'OR', inputStages: plan.walks.map(describeWalk) } };
  }
}

function describeWalk({ index, isBackward }: Extract<Plan, { kind: 'index' }>['walk']): BsonDocument {
  return {
    stage: 'IXSCAN',
    keyPattern: index.specification['key'],
    indexName: index.name,
    direction: isBackward ? 'backward' : 'forward',
  };
}
