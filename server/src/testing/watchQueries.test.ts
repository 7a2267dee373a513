import { describe, expect, it } from 'vitest';
import { type Index, isCovered } from './watchQueries.ts';

describe('isCovered', () => {
  const indexes: Index[] = [
    { key: { _id: 1 } },
    { key: { workspaceId: 1, at: 1, _id: 1 } },
    { key: { workspaceId: 1, status: 1 }, partialFilterExpression: { isOpen: true } },
    { key: { workspaceId: 1, theirId: 1 }, partialFilterExpression: { theirId: { $gt: '' } } },
  ];
  const ask = (filter: Record<string, unknown>, sort: Record<string, number> = {}) =>
    isCovered({ filter, sort, isOne: false }, indexes);

  it('takes what an index serves', () => {
    expect(ask({ _id: 'a', workspaceId: 'w' })).toBe(true);
    expect(ask({ workspaceId: 'w', name: /a/ }, { at: 1, _id: 1 })).toBe(true);
    expect(ask({ workspaceId: 'w', at: { $lte: 1 } }, { at: -1, _id: -1 })).toBe(true);
    expect(ask({ workspaceId: 'w', status: { $in: ['a'] }, isOpen: true })).toBe(true);
    expect(ask({ workspaceId: 'w', theirId: 'a' })).toBe(true);
    expect(ask({ _id: { $lt: 'b' } }, { _id: -1 })).toBe(true);
    expect(ask({ _id: { $gte: 'a', $lt: 'b' }, workspaceId: 'w' }, { _id: 1 })).toBe(true);
  });

  it('refuses what would read a whole collection or sort in memory', () => {
    expect(ask({})).toBe(false);
    expect(ask({ _id: { $ne: 'a' } })).toBe(false);
    expect(ask({ _id: { $lt: 'b' } }, { name: 1 })).toBe(false);
    expect(ask({ name: 'a' })).toBe(false);
    expect(ask({ workspaceId: 'w', name: 'a' })).toBe(false);
    expect(ask({ workspaceId: 'w', status: 'a' })).toBe(false);
    expect(ask({ workspaceId: 'w', theirId: null })).toBe(false);
    expect(ask({ workspaceId: 'w', at: { $lte: 1 } }, { at: -1, _id: 1 })).toBe(false);
    expect(ask({ workspaceId: 'w' }, { name: 1 })).toBe(false);
  });
});
