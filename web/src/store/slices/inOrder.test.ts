import type { Conversation } from '@erp-whatsapp/shared/conversation';
import { describe, expect, it } from 'vitest';
import { makeConversation } from '#testing/factories.ts';
import { type InOrder, place, removeAll } from './inOrder.ts';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1_000).toISOString();
const make = (number: number, second: number): Conversation =>
  makeConversation({ id: `c${number}`, updatedAt: at(second), lastMessage: null });

function sorted({ entities }: InOrder): string[] {
  return Object.values(entities)
    .sort((a, b) => (a.updatedAt === b.updatedAt ? (a.id < b.id ? 1 : -1) : a.updatedAt < b.updatedAt ? 1 : -1))
    .map(({ id }) => id);
}

describe('conversations in order', () => {
  it('are newest first, whatever comes, moves and goes, also within one instant', () => {
    const state: InOrder = { ids: [], entities: {} };
    for (let step = 0; step < 500; step += 1) {
      place(state, make((step * 37) % 90, (step * step) % 40));
      if (step % 9 === 0) removeAll(state, [`c${step % 90}`]);
      expect(state.ids).toEqual(sorted(state));
    }
  });

  it('are not all looked at for one that moves', () => {
    const state: InOrder = { ids: [], entities: {} };
    for (let number = 0; number < 10_000; number += 1) place(state, make(number, number));
    let looks = 0;
    state.entities = new Proxy(state.entities, {
      get(entities, id) {
        looks += 1;
        return Reflect.get(entities, id);
      },
    });
    place(state, make(3, 20_000));
    expect(state.ids.slice(0, 2)).toEqual(['c3', 'c9999']);
    expect(looks).toBeLessThan(40);
  });
});
