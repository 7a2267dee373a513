import { CommandError } from '../errors.ts';
import { type BsonDocument, getField, isNumber, isPlainObject, toDouble } from '../values.ts';

const readLevels = new Set(['local', 'available', 'majority']);
const writeFields = new Set(['w', 'j', 'wtimeout', 'fsync']);

/** Every write here is on disk before it is answered, which is more than any concern of a single server asks for. */
export function checkConcerns(command: string, body: BsonDocument, isWrite: boolean): void {
  const read = getField(body, 'readConcern');
  if (read !== undefined) checkReadConcern(read, command, isWrite);
  const write = getField(body, 'writeConcern');
  if (write !== undefined) checkWriteConcern(write, command, isWrite);
}

function checkReadConcern(concern: BsonDocument[string], command: string, isWrite: boolean): void {
  if (!isPlainObject(concern)) throw new CommandError('TypeMismatch', 'readConcern has to be an object');
  const unknown = Object.keys(concern).find((name) => name !== 'level');
  if (unknown !== undefined) throw new CommandError('InvalidOptions', `Unrecognized option in readConcern: ${unknown}`);
  const level = getField(concern, 'level');
  if (level === undefined) return;
  if (typeof level !== 'string' || !readLevels.has(level) || isWrite) {
    throw new CommandError(
      'InvalidOptions',
      `Command ${command} does not support { readConcern: { level: "${String(level)}" } }`,
    );
  }
}

function checkWriteConcern(concern: BsonDocument[string], command: string, isWrite: boolean): void {
  if (!isWrite && command !== 'aggregate') {
    throw new CommandError('InvalidOptions', `Command ${command} does not support writeConcern`);
  }
  if (!isPlainObject(concern)) throw new CommandError('TypeMismatch', 'writeConcern has to be an object');
  const unknown = Object.keys(concern).find((name) => !writeFields.has(name));
  if (unknown !== undefined) throw new CommandError('FailedToParse', `Unrecognized write concern field: ${unknown}`);
  const w = getField(concern, 'w');
  const isFulfillable = w === undefined || w === 'majority' || (isNumber(w) && [0, 1].includes(toDouble(w)));
  if (!isFulfillable) throw new CommandError('BadValue', "cannot use 'w' > 1 when a host is not replicated");
}
