import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { report } from '../../server/src/testing/chaos/report.ts';
import { runChaos } from '../../server/src/testing/chaos/runChaos.ts';
import { noBrowsers } from '../../server/src/testing/chaos/steps.ts';

// `pnpm test:chaos [--minutes N] [--seed S] [--simulator apart|inside] [--browsers]`; at its defaults it reaches 20 kills,
// 30 drops and 3,000 messages. Browsers need the built console (`pnpm build`).
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(randomInt(1_000_000)) },
    simulator: { type: 'string', default: 'apart' },
    browsers: { type: 'boolean', default: false },
  },
});
const minutes = Number(values.minutes);
const { seed, simulator, browsers: hasBrowsers } = values;
if (!(minutes > 0)) throw new Error('--minutes is a number above 0.');
if (simulator !== 'apart' && simulator !== 'inside') throw new Error('--simulator is "apart" or "inside".');
// Without browsers there need be none on this machine.
const makeBrowser = hasBrowsers ? (await import('./makeBrowser.ts')).makeBrowser : undefined;

const print = (line: string) => void process.stdout.write(`${line}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

print(
  `seed ${seed}; again: pnpm test:chaos --minutes ${minutes} --seed ${seed} --simulator ${simulator}${hasBrowsers ? ' --browsers' : ''}`,
);
const per = (count: number) => Math.ceil(count * minutes);
const outcome = await runChaos({
  seed,
  size: {
    ...{ duration: minutes * 60_000, messages: per(400), kills: per(2.6), drops: per(6), faultWindows: per(7) },
    simulatorKills: hasBrowsers ? per(1) : 0,
    browsers: hasBrowsers ? { count: 2, messages: per(40), kills: per(2), gaps: per(2) } : noBrowsers,
  },
  simulator,
  ...(makeBrowser ? { makeBrowser } : {}),
  quiet: 120_000,
  print,
});
for (const line of report(outcome)) print(line);
process.exitCode = outcome.isPassed ? 0 : 1;
