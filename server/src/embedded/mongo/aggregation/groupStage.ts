import { encodeKey } from '../engine/keyEncoding.ts';
import { CommandError } from '../errors.ts';
import { type BsonDocument, type BsonValue, isPlainObject, setField } from '../values.ts';
import { type Accumulator, accumulatorOf } from './accumulators.ts';
import { compileExpression, type Expression } from './compileExpression.ts';

type GroupField = {
  name: string;
  create: () => Accumulator;
  evaluate: Expression;
};

type Group = {
  id: BsonValue;
  accumulators: Accumulator[];
};

/** Reads `$group`. */
export function compileGroup(specification: BsonValue): (documents: Iterable<BsonDocument>) => Iterable<BsonDocument> {
  if (!isPlainObject(specification)) throw new CommandError(15947, "a group's fields must be specified in an object");
  if (!Object.hasOwn(specification, '_id')) throw new CommandError(15955, 'a group specification must include an _id');
  const { _id, ...rest } = specification;
  const idOf = compileExpression(_id);
  const fields = Object.entries(rest).map(([name, value]) => readField(name, value));
  return function* (documents) {
    const groups = new Map<string, Group>();
    for (const document of documents) {
      // A missing _id makes the same group as null.
      const id = idOf(document) ?? null;
      const key = encodeKey(id).toString('latin1');
      let group = groups.get(key);
      if (group === undefined) {
        group = { id, accumulators: fields.map(({ create }) => create()) };
        groups.set(key, group);
      }
      for (const [position, { evaluate }] of fields.entries()) group.accumulators[position]?.add(evaluate(document));
    }
    for (const { id, accumulators } of groups.values()) {
      const result: BsonDocument = { _id: id };
      for (const [position, { name }] of fields.entries()) setField(result, name, accumulators[position]?.result());
      yield result;
    }
  };
}

function readField(name: string, value: BsonValue): GroupField {
  const entries = isPlainObject(value) ? Object.entries(value) : [];
  const [entry] = entries;
  if (entry === undefined || !entry[0].startsWith('$')) {
    throw new CommandError(40234, `The field '${name}' must be an accumulator object`);
  }
  if (name.includes('.')) throw new CommandError(40235, `The field name '${name}' cannot contain '.'`);
  if (entries.length !== 1) throw new CommandError(40238, `The field '${name}' must specify one accumulator`);
  const [operator, operand] = entry;
  if (operator === '$count') {
    if (!isPlainObject(operand) || Object.keys(operand).length > 0)
      throw new CommandError('TypeMismatch', '$count takes no arguments');
    return { name, create: accumulatorOf('$sum'), evaluate: compileExpression(1) };
  }
  return { name, create: accumulatorOf(operator), evaluate: compileExpression(operand) };
}
