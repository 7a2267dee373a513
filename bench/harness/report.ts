import { cpus, totalmem } from 'node:os';
import { round } from './statistics.ts';

/** What a benchmark must reach: `figure` at most, or at least, `limit`. */
export type Target = { what: string; figure: number; limit: string; isMet: boolean };

export type Report = {
  /** What was counted, and how, in a sentence. */
  counted: string;
  machine: { cpu: string; cores: number; memoryGb: number; node: string };
  /** By name and unit: `{ "p50 with 50 agents, ms": 3.1 }`. */
  figures: Record<string, number>;
  targets: Target[];
};

export function atMost(what: string, figure: number, limit: number): Target {
  return { what, figure: round(figure), limit: `≤ ${limit}`, isMet: figure <= limit };
}

export function atLeast(what: string, figure: number, limit: number): Target {
  return { what, figure: round(figure), limit: `≥ ${limit}`, isMet: figure >= limit };
}

/** Prints what was measured as the benchmark's last line, for `pnpm bench`. */
export function report(measured: Omit<Report, 'machine'>): void {
  const { figures } = measured;
  const rounded = Object.fromEntries(Object.entries(figures).map(([what, figure]) => [what, round(figure)]));
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    node: process.version,
  };
  process.stdout.write(`${JSON.stringify({ ...measured, machine, figures: rounded } satisfies Report)}\n`);
}
