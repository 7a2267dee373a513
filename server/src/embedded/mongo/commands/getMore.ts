import { Long } from 'bson';
import { CommandError } from '../errors.ts';
import { type BsonValue, isNumber, toDouble } from '../values.ts';
import type { Command } from './command.ts';

export const getMoreCommand: Command = {
  options: ['collection', 'batchSize'],
  isWrite: false,
  run({ cursors, fields, request }) {
    const id = cursorId(fields.value('getMore'));
    return cursors.next(id, `${request.db}.${fields.text('collection')}`, fields.count('batchSize'));
  },
};

export const killCursorsCommand: Command = {
  options: ['cursors'],
  isWrite: false,
  run({ cursors, fields }) {
    const ids = fields.list('cursors') ?? [];
    const killed = ids.filter((id) => cursors.kill(cursorId(id)));
    return {
      cursorsKilled: killed,
      cursorsNotFound: ids.filter((id) => !killed.includes(id)),
      cursorsAlive: [],
      cursorsUnknown: [],
    };
  },
};

function cursorId(value: BsonValue): bigint {
  if (value instanceof Long) return value.toBigInt();
  if (isNumber(value)) return BigInt(Math.trunc(toDouble(value)));
  throw new CommandError('TypeMismatch', 'A cursor id has to be a 64-bit integer');
}
