import { describe, expect, it } from 'vitest';
import { formatBytes } from './bytes.ts';

describe('the size of a file', () => {
  it.each([
    [0, '0 byte'],
    [999, '999 byte'],
    [1_000, '1 kB'],
    [1_250_000, '1.3 MB'],
    [104_857_600, '104.9 MB'],
    [7_000_000_000_000, '7,000 GB'],
  ])('of %i bytes is %s', (size, text) => {
    expect(formatBytes(size)).toBe(text);
  });
});
