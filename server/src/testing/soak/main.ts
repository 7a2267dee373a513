import { parseArgs } from 'node:util';
import { z } from 'zod';
import { runSoak } from './runSoak.ts';

// `pnpm test:soak [--minutes N] [--agents N] [--numbers N] [--pace N]`
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    agents: { type: 'string', default: '200' },
    numbers: { type: 'string', default: '20' },
    pace: { type: 'string', default: '10' },
  },
});
const { minutes, agents, numbers, pace } = z
  .object({
    minutes: z.coerce.number().positive(),
    agents: z.coerce.number().int().positive(),
    numbers: z.coerce.number().int().positive(),
    pace: z.coerce.number().positive(),
  })
  .parse(values);

const print = (line: string) => void process.stdout.write(`${line}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const wrong = await runSoak({
  ...{ agents, numbers, pace, print },
  duration: minutes * 60_000,
  warmUp: Math.min(minutes * 20_000, 120_000),
  habits: { stays: [5_000, 60_000], leaves: [500, 15_000] },
  samples: Math.max(Math.round(minutes * 3), 6),
  growth: 1.05,
});
for (const line of wrong) print(line);
print(wrong.length === 0 ? 'passed' : 'FAILED');
process.exitCode = wrong.length === 0 ? 0 : 1;
