import { randomInt } from 'node:crypto';
import { expect, it } from 'vitest';
import { report } from './report.ts';
import { runChaos } from './runChaos.ts';

/** The short form of `pnpm test:chaos`; what went wrong names its seed. */
it('loses, doubles and misplaces nothing while the server is killed and faults come and go', async () => {
  const seed = String(randomInt(1_000_000));
  const lines = [`seed ${seed}`];
  const outcome = await runChaos({
    seed,
    size: { duration: 12_000, messages: 150, kills: 3, drops: 8, faultWindows: 4 },
    simulator: 'apart',
    quiet: 60_000,
    print: (line) => void lines.push(line),
  });
  lines.push(...report(outcome));
  process.stdout.write(`${lines.join('\n')}\n`);
  expect(outcome, lines.join('\n')).toMatchObject({ isPassed: true });
}, 150_000);
