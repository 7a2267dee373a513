import { CommandError } from '../errors.ts';
import type { BsonDocument } from '../values.ts';

/** The most statements one command may carry, as `hello` announces. */
const maxStatements = 100_000;

/**
 * Runs the statements of a bulk write one after another. A refused one becomes a write error with its position; when
 * ordered, it is the last. @throws whatever is no CommandError: then the whole command has failed.
 */
export function runStatements<T>(
  statements: readonly T[],
  isOrdered: boolean,
  run: (statement: T, position: number) => void,
): BsonDocument {
  if (statements.length === 0 || statements.length > maxStatements) {
    throw new CommandError(
      'InvalidLength',
      `Write batch sizes must be between 1 and ${maxStatements}. Got ${statements.length} operations.`,
    );
  }
  const writeErrors: BsonDocument[] = [];
  for (const [position, statement] of statements.entries()) {
    try {
      run(statement, position);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      writeErrors.push({ index: position, code: error.code, ...error.details, errmsg: error.message });
      if (isOrdered) break;
    }
  }
  return writeErrors.length === 0 ? {} : { writeErrors };
}
