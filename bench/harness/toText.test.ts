import { describe, expect, it } from 'vitest';
import { atLeast, atMost, type Report } from './report.ts';
import { toExitCode, toText } from './toText.ts';

const machine = { cpu: 'A Processor', cores: 2, memoryGb: 24, node: 'v24.21.0', load: 0.4 };
const met: Report = {
  counted: 'From here to there.',
  machine,
  figures: { 'product p50, ms': 4.2, 'bare p50, ms': 12 },
  targets: [atMost('p50 ÷ bare p50', 0.35, 1.5)],
};
const missed: Report = { ...met, targets: [...met.targets, atLeast('a second ÷ bare', 0.5, 0.6)] };

describe('the text of a report', () => {
  it('says what was counted, on what, and stands in columns', () => {
    expect(toText('deliver', missed)).toBe(
      [
        'deliver',
        '',
        'From here to there.',
        '',
        'A Processor, 2 cores, 24 GB, Node v24.21.0, a load of 0.4 before it began',
        '',
        'figure',
        'product p50, ms  4.2',
        'bare p50, ms      12',
        '',
        'target           reached  limit',
        'p50 ÷ bare p50      0.35  ≤ 1.5  pass',
        'a second ÷ bare      0.5  ≥ 0.6  miss',
        '',
        '',
      ].join('\n'),
    );
  });
});

describe('the exit code', () => {
  it.each([
    ['all targets are met', { deliver: met, receive: met }, 0],
    ['one is missed', { deliver: met, receive: missed }, 2],
    ['a benchmark crashed', { deliver: null, receive: met }, 1],
    ['one crashed and another missed', { deliver: missed, receive: null }, 1],
  ])('when %s is right', (_, reports, code) => {
    expect(toExitCode(reports)).toBe(code);
  });
});
