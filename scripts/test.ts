import { readFile, rm } from 'node:fs/promises';
import { constants, userInfo } from 'node:os';
import { delimiter, resolve } from 'node:path';
import { onStopSignal, type ProcessGroup, startGroup } from './processGroup.ts';
import { type Counts, fromPlaywright, fromVitest } from './test/reports.ts';

/** One of package.json's scripts; one that runs tests leaves a report of what it counted. */
interface Stage {
  title: string;
  script: string;
  report?: { path: string; read: (text: string) => Counts };
}

const root = resolve(import.meta.dirname, '..');
const { scripts }: { scripts: Record<string, string> } = JSON.parse(
  await readFile(resolve(root, 'package.json'), 'utf8'),
);
const env = {
  ...process.env,
  // Also where npm did not start this script: the tools, and the Node that the project brings, come first.
  PATH: [resolve(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter),
  // Where the home folder has no name some tools write theirs into the project instead.
  HOME: process.env['HOME'] || userInfo().homedir,
};

const stages: Stage[] = [
  { title: 'Format and lint', script: 'format:check' },
  { title: 'Types', script: 'types' },
  { title: 'Who imports whom', script: 'boundaries' },
  { title: 'Dead code', script: 'deadcode' },
  {
    title: 'Unit and contract tests',
    script: 'test:unit',
    report: { path: '.cache/reports/vitest.json', read: fromVitest },
  },
  { title: 'Build', script: 'build' },
  {
    title: 'End-to-end tests',
    script: 'test:e2e',
    report: { path: '.cache/reports/playwright.json', read: fromPlaywright },
  },
];

let current: ProcessGroup | undefined;
let stoppedBy: NodeJS.Signals | undefined;
onStopSignal((name) => {
  stoppedBy = name;
  current?.signal(name);
});

const total: Counts = { passed: 0, failed: 0, skipped: 0 };
for (const stage of stages) {
  const { passed, failed, skipped } = await run(stage);
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
  if (failed > 0 || stoppedBy) break;
}

if (total.failed > 0 || total.passed === 0) process.exitCode = 1;
if (stoppedBy) process.exitCode = 128 + constants.signals[stoppedBy];
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed${skipped}\n`);

/** Runs a stage to its end. Whatever goes wrong outside a counted test counts as one failure. */
async function run({ title, script, report }: Stage): Promise<Counts> {
  process.stdout.write(`\n== ${title}\n`);
  // A report of an earlier run must never be taken for this one's.
  if (report) await rm(resolve(root, report.path), { force: true });

  const started = performance.now();
  // Without a shell in between, so that a signal reaches the tool itself. The scripts are plain words.
  const [command = '', ...args] = scripts[script]?.split(' ') ?? [];
  current = startGroup(command, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });
  const code = await current.ended;
  process.stdout.write(`== ${title}: ${outcome(code)} after ${((performance.now() - started) / 1000).toFixed(1)} s\n`);

  const counts = report ? await readCounts(report) : { passed: 0, failed: 0, skipped: 0 };
  if (!counts) return { passed: 0, failed: 1, skipped: 0 };
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

function outcome(code: number): string {
  if (code === 0) return 'fine';
  return stoppedBy ? `stopped by ${stoppedBy}` : `failed (exit code ${code})`;
}

async function readCounts({ path, read }: NonNullable<Stage['report']>): Promise<Counts | undefined> {
  try {
    return read(await readFile(resolve(root, path), 'utf8'));
  } catch (error) {
    process.stderr.write(`The report ${path} could not be read: ${error instanceof Error ? error.message : error}\n`);
    return undefined;
  }
}
