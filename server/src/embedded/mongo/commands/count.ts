import { countRows } from '../engine/countRows.ts';
import { parseFilter } from '../query/parseFilter.ts';
import type { Command } from './command.ts';
import { costOf, readHint, targetOf } from './query.ts';

export const countCommand: Command = {
  options: ['query', 'limit', 'skip', 'hint'],
  isWrite: false,
  run(context) {
    const { fields } = context;
    const filter = parseFilter(fields.document('query') ?? {});
    const skip = fields.count('skip') ?? 0;
    // A negative limit means the same as a positive one.
    const limit = Math.abs(fields.count('limit', Number.MIN_SAFE_INTEGER) ?? 0);
    const collection = targetOf(context);
    if (collection === undefined) return { n: 0 };
    const hint = readHint(collection, fields.value('hint'));
    return { n: countRows(collection, { filter, sort: [], skip, limit, hint }, costOf(context)) };
  },
};
