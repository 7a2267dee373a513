import { findRows } from '../engine/findRows.ts';
import { encodeKey } from '../engine/keyEncoding.ts';
import { parseFilter } from '../query/parseFilter.ts';
import { valuesAt } from '../query/paths.ts';
import type { BsonValue } from '../values.ts';
import type { Command } from './command.ts';
import { costOf, readHint, targetOf } from './query.ts';

export const distinctCommand: Command = {
  options: ['key', 'query', 'hint'],
  isWrite: false,
  run(context) {
    const { fields } = context;
    const parts = fields.text('key').split('.');
    const filter = parseFilter(fields.document('query') ?? {});
    const collection = targetOf(context);
    if (collection === undefined) return { values: [] };
    const values = new Map<string, BsonValue>();
    const hint = readHint(collection, fields.value('hint'));
    for (const { document } of findRows(collection, { filter, sort: [], hint }, costOf(context))) {
      for (const value of valuesAt(document, parts)) {
        const key = encodeKey(value).toString('latin1');
        if (!values.has(key)) values.set(key, value);
      }
    }
    return { values: [...values].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, value]) => value) };
  },
};
