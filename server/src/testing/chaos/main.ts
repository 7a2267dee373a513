import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { report } from './report.ts';
import { runChaos } from './runChaos.ts';

// `pnpm test:chaos [--minutes N] [--seed S] [--simulator apart|inside]`; at its defaults it reaches 20 kills, 30 drops and
// 3,000 messages.
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(randomInt(1_000_000)) },
    simulator: { type: 'string', default: 'apart' },
  },
});
const minutes = z.coerce.number().positive().parse(values.minutes);
const simulator = z.enum(['apart', 'inside']).parse(values.simulator);
const { seed } = values;

const print = (line: string) => void process.stdout.write(`${line}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

print(`seed ${seed}; again: pnpm test:chaos --minutes ${minutes} --seed ${seed} --simulator ${simulator}`);
const per = (count: number) => Math.ceil(count * minutes);
const outcome = await runChaos({
  seed,
  size: { duration: minutes * 60_000, messages: per(400), kills: per(2.6), drops: per(6), faultWindows: per(7) },
  simulator,
  quiet: 120_000,
  print,
});
for (const line of report(outcome)) print(line);
process.exitCode = outcome.isPassed ? 0 : 1;
