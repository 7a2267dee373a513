import { once } from 'node:events';
import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { text } from 'node:stream/consumers';
import { spawnChild } from './harness/children.ts';
import { readArguments, type Wanted } from './harness/readArguments.ts';
import { type Report, reportSchema } from './harness/report.ts';
import { toExitCode, toText } from './harness/toText.ts';

// `pnpm bench [name] [flags]` runs bench/<name>.bench.ts, or all of them, and prints all as one line of JSON at the end.
const known = globSync('*.bench.ts', { cwd: import.meta.dirname })
  .map((file) => basename(file, '.bench.ts'))
  .sort();

try {
  const wanted = readArguments(process.argv.slice(2));
  const reports: Record<string, Report | null> = {};
  for (const name of choose(wanted)) {
    reports[name] = await measure(name, wanted);
    process.stdout.write(reports[name] ? toText(name, reports[name]) : `${name} failed\n`);
  }
  process.stdout.write(`${JSON.stringify(reports)}\n`);
  process.exitCode = toExitCode(reports);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

function choose({ name }: Wanted): string[] {
  if (name === null) return known;
  if (!known.includes(name)) throw new Error(`There is no benchmark "${name}". There are: ${known.join(', ')}.`);
  return [name];
}

/** Runs one benchmark in a process of its own, so that none measures what another left in memory. */
async function measure(name: string, { isQuick, flags }: Wanted): Promise<Report | null> {
  process.stderr.write(`${name} is being measured\n`);
  const child = spawnChild({
    file: `bench/${name}.bench.ts`,
    args: flags,
    environment: { ...process.env, ...(isQuick ? { BENCH_SIZE: 'quick' } : {}) },
    stderr: 'inherit',
  });
  const ended = once(child, 'exit');
  const output = child.stdout ? await text(child.stdout) : '';
  await ended;
  if (child.exitCode === 0) return readReport(name, output);
  process.stderr.write(`${output}${name} failed (${child.signalCode ?? `exit code ${child.exitCode}`})\n`);
  return null;
}

function readReport(name: string, output: string): Report | null {
  try {
    return reportSchema.parse(JSON.parse(output.trimEnd().split('\n').at(-1) ?? ''));
  } catch (error) {
    process.stderr.write(`${output}${name} ended without a report as its last line (${error})\n`);
    return null;
  }
}
