import type { Report } from './report.ts';

/** What a benchmark reported, for people: what was counted, the machine, and a table each of figures and targets. */
export function toText(name: string, { counted, machine, figures, targets }: Report): string {
  const { cpu, cores, memoryGb, node, load } = machine;
  return [
    name,
    counted,
    `${cpu}, ${cores} cores, ${memoryGb} GB, Node ${node}, a load of ${load} before it began`,
    toTable(['figure', ''], Object.entries(figures).map(toRow)),
    toTable(
      ['target', 'reached', 'limit', ''],
      targets.map(({ what, figure, limit, isMet }) => [what, String(figure), limit, isMet ? 'pass' : 'miss']),
    ),
    '',
  ].join('\n\n');
}

/** 0 when all is well, 1 when a benchmark crashed, 2 when a target was missed. */
export function toExitCode(reports: Record<string, Report | null>): number {
  const all = Object.values(reports);
  if (all.includes(null)) return 1;
  return all.every((report) => report?.targets.every(({ isMet }) => isMet)) ? 0 : 2;
}

function toRow([what, figure]: [string, number]): string[] {
  return [what, String(figure)];
}

/** The first column is flush left, the others are flush right. */
function toTable(head: string[], rows: string[][]): string {
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      widths
        .map((width, column) => (column === 0 ? line[column]?.padEnd(width) : line[column]?.padStart(width)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
