import { expect, it } from 'vitest';
import { runSoak } from './runSoak.ts';

/** The short form of `pnpm test:soak`: too short to judge slow growth, but nothing may be left behind. */
it('no timer, listener, room or cursor is left behind when all agents have gone', async () => {
  const lines: string[] = [];
  const wrong = await runSoak({
    agents: 9,
    numbers: 3,
    duration: 10_000,
    warmUp: 5_000,
    pace: 6,
    habits: { stays: [500, 3_000], leaves: [0, 500] },
    samples: 3,
    growth: 1.5,
    print: (line) => lines.push(line),
  });
  expect(wrong, lines.join('\n')).toEqual([]);
}, 150_000);
