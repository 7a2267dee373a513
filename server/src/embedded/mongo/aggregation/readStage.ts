import { CommandError } from '../errors.ts';
import { type BsonValue, isPlainObject } from '../values.ts';

export function readStage(stage: BsonValue): { name: string; specification: BsonValue } {
  const entries = isPlainObject(stage) ? Object.entries(stage) : [];
  const [entry] = entries;
  if (entry === undefined || entries.length !== 1) {
    throw new CommandError(40323, 'A pipeline stage specification object must contain exactly one field.');
  }
  const [name, specification] = entry;
  return { name, specification };
}
