import { expect, it } from 'vitest';
import { readArguments } from './readArguments.ts';

it.each([
  [[], { name: null, isQuick: false, flags: [] }],
  [['--quick'], { name: null, isQuick: true, flags: [] }],
  [['start'], { name: 'start', isQuick: false, flags: [] }],
  [['start', '--messages', '5000', '--quick'], { name: 'start', isQuick: true, flags: ['--messages', '5000'] }],
  [['start', '--', '--rounds=3'], { name: 'start', isQuick: false, flags: ['--rounds=3'] }],
])('%j are read', (given, wanted) => {
  expect(readArguments(given)).toEqual(wanted);
});

it('flags without a name are refused', () => {
  expect(() => readArguments(['--messages', '5000'])).toThrow('Say which one');
});
