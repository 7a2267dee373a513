import { defaultRangeExtractor, type Range } from '@tanstack/react-virtual';

/** The rows that exist, and one more wherever that is. */
export function withRow(range: Range, index: number | undefined): number[] {
  const rows = defaultRangeExtractor(range);
  const [first, last] = [rows[0], rows.at(-1)];
  if (index === undefined || index >= range.count || first === undefined || last === undefined) return rows;
  if (index < first) return [index, ...rows];
  return index > last ? [...rows, index] : rows;
}
