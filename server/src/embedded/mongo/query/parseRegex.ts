import { BSONRegExp } from 'bson';
import { CommandError } from '../errors.ts';
import type { BsonValue } from '../values.ts';

/** Reads `{ $regex, $options }`. */
export function parseRegex(regex: BsonValue, options: BsonValue): { pattern: RegExp; source: BSONRegExp } {
  if (options !== undefined && typeof options !== 'string') {
    throw new CommandError('BadValue', '$options has to be a string');
  }
  if (regex instanceof BSONRegExp) {
    if (options !== undefined && regex.options !== '') {
      throw new CommandError(51075, 'options set in both $regex and $options');
    }
    return withSource(regex.pattern, options ?? regex.options);
  }
  if (typeof regex !== 'string') throw new CommandError('BadValue', '$regex has to be a string');
  return withSource(regex, options ?? '');
}

function withSource(pattern: string, options: string): { pattern: RegExp; source: BSONRegExp } {
  return { pattern: toRegExp(pattern, options), source: new BSONRegExp(pattern, options) };
}

/** @throws CommandError 51091 or 51108 for what JavaScript's regular expressions cannot do (PCRE's `x`, inline options, …). */
export function toRegExp(pattern: string, options: string): RegExp {
  for (const option of options) {
    if (!'imsu'.includes(option)) throw new CommandError(51108, `invalid flag in regex options: ${option}`);
  }
  const flags = [...new Set(options.replaceAll('u', ''))].join('');
  try {
    return new RegExp(pattern, `${flags}u`);
  } catch {
    // Unicode mode refuses needless escapes such as `\-`, which MongoDB takes.
    return toLenientRegExp(pattern, flags);
  }
}

function toLenientRegExp(pattern: string, flags: string): RegExp {
  try {
    return new RegExp(pattern, flags);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError(51091, `Regular expression is invalid: ${reason}`);
  }
}
