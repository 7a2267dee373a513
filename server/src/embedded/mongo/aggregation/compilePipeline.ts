import { Int32 } from 'bson';
import type { Collection } from '../engine/collection.ts';
import type { QueryCost } from '../engine/findRows.ts';
import { CommandError } from '../errors.ts';
import { compileFilter } from '../query/compileFilter.ts';
import { parseFilter } from '../query/parseFilter.ts';
import { parseSort, sortKeyOf } from '../query/sort.ts';
import { type BsonDocument, type BsonValue, isNumber, isPlainObject, setField, toDouble } from '../values.ts';
import { compileDocumentStage } from './documentStages.ts';
import { compileGroup } from './groupStage.ts';
import { compileLookup } from './lookupStage.ts';
import { readStage } from './readStage.ts';
import { compileUnwind } from './unwindStage.ts';

export type Stage = (documents: Iterable<BsonDocument>) => Iterable<BsonDocument>;

/** What stages need besides the documents. */
export type PipelineContext = {
  findCollection: (name: string) => Collection | undefined;
  cost: QueryCost;
};

/**
 * Reads the stages of an aggregation; documents flow through them one by one where the stage allows.
 * @throws CommandError 40324 for a stage that does not exist here
 */
export function compilePipeline(stages: readonly BsonValue[], context: PipelineContext): Stage {
  const compiled = stages.map((stage) => {
    const { name, specification } = readStage(stage);
    return compileStage(name, specification, context);
  });
  return (documents) => compiled.reduce((flow, stage) => stage(flow), documents);
}

function compileStage(name: string, specification: BsonValue, context: PipelineContext): Stage {
  const each = compileDocumentStage(name, specification);
  if (each !== undefined) return (documents) => map(documents, each);
  switch (name) {
    case '$match':
      return compileMatch(specification);
    case '$sort':
      return compileSort(specification);
    case '$limit':
      return compileLimit(specification);
    case '$skip':
      return compileSkip(specification);
    case '$group':
      return compileGroup(specification);
    case '$unwind':
      return compileUnwind(specification);
    case '$count':
      return compileCount(specification);
    case '$lookup':
      return compileLookup(specification, context.findCollection, context.cost);
    case '$facet':
      return compileFacet(specification, context);
    default:
      throw new CommandError(40324, `Unrecognized pipeline stage name: '${name}'`);
  }
}

function* map(
  documents: Iterable<BsonDocument>,
  change: (document: BsonDocument) => BsonDocument,
): Generator<BsonDocument> {
  for (const document of documents) yield change(document);
}

function compileMatch(specification: BsonValue): Stage {
  if (!isPlainObject(specification))
    throw new CommandError(15959, 'the match filter must be an expression in an object');
  const matches = compileFilter(parseFilter(specification));
  return function* (documents) {
    for (const document of documents) if (matches(document)) yield document;
  };
}

function compileSort(specification: BsonValue): Stage {
  if (!isPlainObject(specification)) throw new CommandError(15973, 'the $sort key specification must be an object');
  const fields = parseSort(specification);
  if (fields.length === 0) throw new CommandError(15976, '$sort stage must have at least one sort key');
  return function* (documents) {
    const keyed = Array.from(documents, (document) => ({ document, key: sortKeyOf(document, fields) }));
    for (const { document } of keyed.sort((left, right) => Buffer.compare(left.key, right.key))) yield document;
  };
}

export function readLimit(specification: BsonValue): number {
  const limit = isNumber(specification) ? toDouble(specification) : Number.NaN;
  if (!Number.isInteger(limit))
    throw new CommandError(5107201, 'invalid argument to $limit stage: Expected an integer');
  if (limit <= 0) throw new CommandError(15958, 'the limit must be positive');
  return limit;
}

function compileLimit(specification: BsonValue): Stage {
  const limit = readLimit(specification);
  return function* (documents) {
    let count = 0;
    for (const document of documents) {
      yield document;
      count += 1;
      if (count >= limit) return;
    }
  };
}

export function readSkip(specification: BsonValue): number {
  const skip = isNumber(specification) ? toDouble(specification) : Number.NaN;
  if (!Number.isInteger(skip) || skip < 0)
    throw new CommandError(5107200, 'invalid argument to $skip stage: Expected a non-negative integer');
  return skip;
}

function compileSkip(specification: BsonValue): Stage {
  const skip = readSkip(specification);
  return function* (documents) {
    let position = 0;
    for (const document of documents) {
      if (position >= skip) yield document;
      position += 1;
    }
  };
}

function compileCount(specification: BsonValue): Stage {
  if (typeof specification !== 'string') throw new CommandError(40156, 'the count field must be a non-empty string');
  if (specification === '') throw new CommandError(40157, 'the count field must be a non-empty string');
  if (specification.startsWith('$')) throw new CommandError(40158, 'the count field cannot be a $-prefixed path');
  if (specification.includes('.')) throw new CommandError(40160, "the count field cannot contain '.'");
  return function* (documents) {
    let count = 0;
    for (const _document of documents) count += 1;
    if (count > 0) yield { [specification]: new Int32(count) };
  };
}

function compileFacet(specification: BsonValue, context: PipelineContext): Stage {
  if (!isPlainObject(specification) || Object.keys(specification).length === 0) {
    throw new CommandError(40169, 'the $facet specification must be a non-empty object');
  }
  const facets = Object.entries(specification).map(([name, stages]) => {
    if (!Array.isArray(stages)) throw new CommandError(40170, `arguments to $facet must be arrays, ${name} is not`);
    return { name, run: compilePipeline(stages, context) };
  });
  return function* (documents) {
    const all = [...documents];
    const result: BsonDocument = {};
    for (const { name, run } of facets) setField(result, name, [...run(all)]);
    yield result;
  };
}
