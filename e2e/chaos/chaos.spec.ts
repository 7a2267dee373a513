import { randomInt } from 'node:crypto';
import { report } from '../../server/src/testing/chaos/report.ts';
import { runChaos } from '../../server/src/testing/chaos/runChaos.ts';
import { expect, test } from '../fixtures.ts';
import { makeBrowser } from './makeBrowser.ts';

/** The short form of `pnpm test:chaos --browsers`, with another seed each time. */
test('nothing is lost, doubled or misplaced while browsers, the server and WhatsApp’s side are killed', async () => {
  test.setTimeout(300_000);
  const print = (line: string) => void process.stdout.write(`${line}\n`);
  const seed = String(randomInt(1_000_000));
  print(`seed ${seed}`);
  const outcome = await runChaos({
    seed,
    size: {
      ...{ duration: 12_000, messages: 40, kills: 1, drops: 1, faultWindows: 1, simulatorKills: 1 },
      browsers: { count: 2, messages: 12, kills: 3, gaps: 2 },
    },
    simulator: 'apart',
    makeBrowser,
    quiet: 60_000,
    print,
  });
  const lines = report(outcome);
  for (const line of lines) print(line);
  expect(outcome.isPassed, [`seed ${seed}`, ...lines].join('\n')).toBe(true);
});
