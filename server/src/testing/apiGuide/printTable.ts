/** A table in Markdown, its columns filled up so that it can be read as text too. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)));
  const print = (row: readonly string[]) => `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  const line = widths.map((width) => '-'.repeat(width));
  const [first = [], ...others] = cells;
  return [first, line, ...others].map(print).join('\n');
}
