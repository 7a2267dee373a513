import { describe, expect, it } from 'vitest';
import { findEmoji, type KnownEmoji } from './findEmoji.ts';

const known: KnownEmoji[] = [
  { emoji: '😀', label: 'Grinning face', tags: ['smile', 'happy'] },
  { emoji: '❤️', label: 'Red heart', tags: ['love', 'heart'] },
  { emoji: '💔', label: 'Broken heart', tags: ['break'] },
  { emoji: '🫀', label: 'Anatomical heart', tags: ['hearty'] },
  { emoji: '💟', label: 'Heart decoration', tags: [] },
  { emoji: '👋', label: 'Waving hand', tags: ['hello'], skins: { dark: '👋🏿' } },
];

describe('emoji for a name', () => {
  it.each([
    ['heart', ['💟', '❤️', '💔', '🫀']],
    ['red_h', ['❤️']],
    ['SMI', ['😀']],
    ['zzz', []],
  ])('%s', (typed, expected) => {
    expect(findEmoji(known, typed, 'none').map(({ emoji }) => emoji)).toEqual(expected);
  });

  it('have the skin tone that was chosen, where there is one', () => {
    expect(findEmoji(known, 'wav', 'dark')).toEqual([{ emoji: '👋🏿', label: 'Waving hand' }]);
    expect(findEmoji(known, 'wav', 'light')).toEqual([{ emoji: '👋', label: 'Waving hand' }]);
  });

  it('are six at most', () => {
    const many = Array.from({ length: 20 }, (_, index) => ({ emoji: String(index), label: 'Heart', tags: [] }));
    expect(findEmoji(many, 'heart', 'none')).toHaveLength(6);
  });
});
