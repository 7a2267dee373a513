import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';

/** What a benchmark measured, by name and unit: `{ "messages per second": 4200 }`. */
type Figures = Record<string, number>;

// `pnpm bench [name]` runs bench/<name>.bench.ts, or all of them. A benchmark prints its figures as its last line, as JSON.
const wanted = process.argv[2];
const names = globSync('*.bench.ts', { cwd: import.meta.dirname }).map((file) => basename(file, '.bench.ts'));
const chosen = names.sort().filter((name) => wanted === undefined || name === wanted);

if (chosen.length === 0) {
  const known = names.length > 0 ? `There are: ${names.join(', ')}.` : 'There is none yet: add bench/<name>.bench.ts.';
  process.stderr.write(`${wanted ? `There is no benchmark "${wanted}". ` : ''}${known}\n`);
  process.exitCode = 1;
} else {
  const results = Object.fromEntries(chosen.map((name) => [name, measure(name)]));
  process.stdout.write(`${toTable(results)}\n${JSON.stringify(results)}\n`);
}

/** Runs one benchmark in a process of its own, so that none measures what another left in memory. */
function measure(name: string): Figures | null {
  process.stderr.write(`${name} is being measured\n`);
  const { status, stdout } = spawnSync(process.execPath, [join(import.meta.dirname, `${name}.bench.ts`)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status === 0) return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
  process.stderr.write(`${stdout}${name} failed (exit code ${status})\n`);
  process.exitCode = 1;
  return null;
}

function toTable(results: Record<string, Figures | null>): string {
  const rows = Object.entries(results).flatMap(([name, figures]) =>
    figures ? Object.entries(figures).map(([what, figure]) => [name, what, String(figure)]) : [[name, 'failed', '']],
  );
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows
    .map(([name = '', what = '', figure = '']) =>
      [name.padEnd(width(0)), what.padEnd(width(1)), figure.padStart(width(2))].join('  '),
    )
    .join('\n');
}
