import { CommandError } from '../errors.ts';
import { type BsonValue, isNumber, toDouble } from '../values.ts';

const typeNumbers = new Map([
  [1, 'double'],
  [2, 'string'],
  [3, 'object'],
  [4, 'array'],
  [5, 'binData'],
  [7, 'objectId'],
  [8, 'bool'],
  [9, 'date'],
  [10, 'null'],
  [11, 'regex'],
  [16, 'int'],
  [17, 'timestamp'],
  [18, 'long'],
  [-1, 'minKey'],
  [127, 'maxKey'],
]);
const typeNames = new Set(typeNumbers.values());
const numberNames = new Set(['int', 'long', 'double']);

/** Reads `$type`'s operand: a name, a number or a list of them; `number` stands for its three kinds. */
export function parseType(operand: BsonValue): Set<string> {
  const wanted = new Set<string>();
  for (const item of Array.isArray(operand) ? operand : [operand]) {
    const name = readTypeName(item);
    if (name === 'number') for (const kind of numberNames) wanted.add(kind);
    else wanted.add(name);
  }
  if (wanted.size === 0) throw new CommandError('FailedToParse', '$type must match at least one type');
  return wanted;
}

function readTypeName(item: BsonValue): string {
  if (typeof item === 'string') {
    if (item === 'number' || typeNames.has(item)) return item;
    throw new CommandError('BadValue', `Unknown type name alias: ${item}`);
  }
  if (!isNumber(item)) throw new CommandError('TypeMismatch', 'type must be represented as a number or a string');
  const name = typeNumbers.get(toDouble(item));
  if (name === undefined) throw new CommandError('BadValue', `Invalid numerical type code: ${toDouble(item)}`);
  return name;
}
