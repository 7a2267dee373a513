import { randomInt } from 'node:crypto';
import { expect, it } from 'vitest';
import { report } from './report.ts';
import { runChaos } from './runChaos.ts';
import { noBrowsers } from './steps.ts';

/** The short form of `pnpm test:chaos`, with another seed each time. */
it('nothing is lost, doubled or misplaced while the server is killed and faults come and go', async () => {
  const print = (line: string) => void process.stdout.write(`${line}\n`);
  const seed = String(randomInt(1_000_000));
  print(`seed ${seed}`);
  const outcome = await runChaos({
    seed,
    size: {
      ...{ duration: 12_000, messages: 150, kills: 3, drops: 4, faultWindows: 4 },
      ...{ simulatorKills: 0, browsers: noBrowsers },
    },
    simulator: 'apart',
    quiet: 60_000,
    print,
  });
  const lines = report(outcome);
  for (const line of lines) print(line);
  expect(outcome.isPassed, [`seed ${seed}`, ...lines].join('\n')).toBe(true);
}, 150_000);
