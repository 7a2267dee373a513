import { CommandError } from '../errors.ts';
import { type BsonDocument, type BsonValue, getField, isNumber, isPlainObject, toDouble, typeName } from '../values.ts';

/** Typed access to a command's fields. A missing (or null) field is undefined; a wrong type is refused with TypeMismatch. */
export type Fields = {
  text: (name: string) => string;
  optionalText: (name: string) => string | undefined;
  boolean: (name: string) => boolean;
  /** Whole numbers of at least `least`. */
  count: (name: string, least?: number) => number | undefined;
  document: (name: string) => BsonDocument | undefined;
  documents: (name: string) => BsonDocument[] | undefined;
  list: (name: string) => BsonValue[] | undefined;
  value: (name: string) => BsonValue;
};

/** @param owner the command (`find`) or part of one (`update.updates`), for messages */
export function readFields(owner: string, source: BsonDocument): Fields {
  function mismatch(name: string, value: BsonValue, expected: string): CommandError {
    return new CommandError(
      'TypeMismatch',
      `BSON field '${owner}.${name}' is the wrong type '${typeName(value)}', expected type '${expected}'`,
    );
  }
  function given(name: string): BsonValue {
    const value = getField(source, name);
    return value === null ? undefined : value;
  }
  function optionalText(name: string): string | undefined {
    const value = given(name);
    if (value !== undefined && typeof value !== 'string') throw mismatch(name, value, 'string');
    return value;
  }
  function list(name: string): BsonValue[] | undefined {
    const value = given(name);
    if (value !== undefined && !Array.isArray(value)) throw mismatch(name, value, 'array');
    return value;
  }
  return {
    text(name) {
      const value = optionalText(name);
      if (value === undefined) throw missingField(owner, name);
      return value;
    },
    optionalText,
    boolean(name) {
      const value = given(name);
      if (value === undefined) return false;
      if (typeof value === 'boolean') return value;
      if (isNumber(value)) return toDouble(value) !== 0;
      throw mismatch(name, value, 'bool');
    },
    count(name, least = 0) {
      const value = given(name);
      if (value === undefined) return undefined;
      if (!isNumber(value)) throw mismatch(name, value, 'long');
      const number = toDouble(value);
      if (!Number.isInteger(number) || number < least) {
        throw new CommandError(51024, `BSON field '${name}' value must be >= ${least}, actual value '${number}'`);
      }
      return number;
    },
    document(name) {
      const value = given(name);
      if (value !== undefined && !isPlainObject(value)) throw mismatch(name, value, 'object');
      return value;
    },
    documents(name) {
      return list(name)?.map((item, position) => {
        if (!isPlainObject(item)) throw mismatch(`${name}.${position}`, item, 'object');
        return item;
      });
    },
    list,
    value: given,
  };
}

function missingField(owner: string, name: string): CommandError {
  return new CommandError(40414, `BSON field '${owner}.${name}' is missing but a required field`);
}

/** @throws CommandError 40415 for a field that is not in the list: nothing is ever ignored. */
export function refuseUnknownFields(owner: string, source: BsonDocument, known: ReadonlySet<string>): void {
  for (const name of Object.keys(source)) {
    if (!known.has(name)) throw new CommandError(40415, `BSON field '${owner}.${name}' is an unknown field.`);
  }
}
