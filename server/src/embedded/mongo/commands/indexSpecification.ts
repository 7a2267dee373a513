import { CommandError } from '../errors.ts';
import type { Filter } from '../query/filter.ts';
import { parseFilter } from '../query/parseFilter.ts';
import { isArrayIndex } from '../query/paths.ts';
import { type BsonDocument, getField, isNumber, toDouble } from '../values.ts';
import { readFields } from './readFields.ts';

/** `background` and `ns` are what older clients still send; neither has meant anything since MongoDB 4.4. */
const knownOptions = new Set([
  'v',
  'key',
  'name',
  'unique',
  'sparse',
  'partialFilterExpression',
  'expireAfterSeconds',
  'background',
  'ns',
]);
const droppedOptions = new Set(['v', 'background', 'ns']);
const maxFields = 31;
const maxExpirySeconds = 2 ** 31 - 1;
const partialOperators = new Set(['eq', 'gt', 'gte', 'lt', 'lte', 'in', 'type']);

/** Checks what `createIndexes` is asked for and gives it in the form in which it is kept and listed. */
export function readIndexSpecification(requested: BsonDocument): BsonDocument {
  for (const option of Object.keys(requested)) {
    if (!knownOptions.has(option)) {
      throw new CommandError(
        'InvalidIndexSpecificationOption',
        `The field '${option}' is not valid for an index specification.`,
      );
    }
  }
  const fields = readFields('createIndexes.indexes', requested);
  const key = fields.document('key');
  if (key === undefined)
    throw new CommandError('FailedToParse', "The 'key' field is a required property of an index specification");
  checkKey(key);
  const name = fields.text('name');
  if (name === '' || name === '*')
    throw new CommandError('CannotCreateIndex', `The index name '${name}' is not valid.`);
  const partial = fields.document('partialFilterExpression');
  if (partial !== undefined) checkPartial(parseFilter(partial), fields.boolean('sparse'));
  checkExpiry(requested, key);
  const kept = Object.entries(requested).filter(
    ([option, value]) => !droppedOptions.has(option) && !isOff(option, value),
  );
  return { v: 2, ...Object.fromEntries(kept) };
}

/** MongoDB lists neither `unique: false` nor `sparse: false`. */
function isOff(option: string, value: BsonDocument[string]): boolean {
  return (option === 'unique' || option === 'sparse') && value === false;
}

function checkKey(key: BsonDocument): void {
  const entries = Object.entries(key);
  if (entries.length === 0 || entries.length > maxFields) {
    throw new CommandError('CannotCreateIndex', `Index keys need between 1 and ${maxFields} fields.`);
  }
  for (const [path, direction] of entries) {
    if (!isNumber(direction) || toDouble(direction) === 0 || Number.isNaN(toDouble(direction))) {
      throw new CommandError(
        'CannotCreateIndex',
        `Values in the index key pattern must be 1 or -1 in this store, at ${path}.`,
      );
    }
    const parts = path.split('.');
    if (parts.some((part) => part === '' || part.startsWith('$') || isArrayIndex(part))) {
      throw new CommandError('CannotCreateIndex', `The index key path '${path}' is not supported.`);
    }
  }
}

function checkPartial(filter: Filter, isSparse: boolean): void {
  if (isSparse) {
    throw new CommandError('CannotCreateIndex', 'cannot mix "partialFilterExpression" and "sparse" options');
  }
  if (filter.kind === 'and') {
    for (const node of filter.nodes) checkPartial(node, false);
    return;
  }
  const isSupported =
    filter.kind === 'field' &&
    (partialOperators.has(filter.condition.op) || (filter.condition.op === 'exists' && filter.condition.exists));
  if (!isSupported) throw new CommandError('CannotCreateIndex', 'unsupported expression in partial index');
}

function checkExpiry(requested: BsonDocument, key: BsonDocument): void {
  const expiry = getField(requested, 'expireAfterSeconds');
  if (expiry === undefined) return;
  const seconds = isNumber(expiry) ? toDouble(expiry) : Number.NaN;
  if (!(seconds >= 0 && seconds <= maxExpirySeconds)) {
    throw new CommandError(
      'CannotCreateIndex',
      'TTL index expireAfterSeconds option must be within an acceptable range',
    );
  }
  if (Object.keys(key).length !== 1 || Object.hasOwn(key, '_id')) {
    throw new CommandError('CannotCreateIndex', 'TTL indexes are single-field indexes, and not on _id');
  }
}
