import { compileFilter } from '../query/compileFilter.ts';
import type { Matcher } from '../query/filter.ts';
import { parseFilter } from '../query/parseFilter.ts';
import type { Fields } from './readFields.ts';

/** The `filter` of a listing command as a test. */
export function readListFilter(fields: Fields): Matcher {
  return compileFilter(parseFilter(fields.document('filter') ?? {}));
}
