import { cpus, loadavg, totalmem } from 'node:os';
import { z } from 'zod';
import { round } from './statistics.ts';

/** What a benchmark must reach: `figure` at most, or at least, `limit`. */
const targetSchema = z.object({ what: z.string(), figure: z.number(), limit: z.string(), isMet: z.boolean() });

/** A benchmark's last line. */
export const reportSchema = z.object({
  /** What was counted, and how, in a sentence. */
  counted: z.string(),
  /** `load`: the average of the minute before the benchmark began. */
  machine: z.object({ cpu: z.string(), cores: z.number(), memoryGb: z.number(), node: z.string(), load: z.number() }),
  /** By name and unit: `{ "p50 with 50 agents, ms": 3.1 }`. */
  figures: z.record(z.string(), z.number()),
  targets: z.array(targetSchema),
});

export type Target = z.infer<typeof targetSchema>;
export type Report = z.infer<typeof reportSchema>;

// Read when a benchmark loads this, before it starts anything.
const [loadBefore = 0] = loadavg();

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
    load: round(loadBefore),
  };
  process.stdout.write(`${JSON.stringify({ ...measured, machine, figures: rounded } satisfies Report)}\n`);
}
