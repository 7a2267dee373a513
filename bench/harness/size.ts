/** `pnpm bench <name> --quick`: only shows that the benchmark works; its figures mean little. */
const isQuick = process.env['BENCH_SIZE'] === 'quick';

export function bySize(full: number, quick: number): number {
  return isQuick ? quick : full;
}
