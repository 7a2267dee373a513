import { atMost, type Target } from './report.ts';
import { median, quantile } from './statistics.ts';

/** In milliseconds, one for each message. */
export type LaneTimes = { product: number[]; bare: number[] };

type Comparison = { figures: Record<string, number>; target: Target };

/**
 * Compares the product's way with the bare one.
 * @param what is written before each figure, for a benchmark that compares more than once
 * @returns the target that the product's median is at most one and a half times the bare one's
 */
export function compareLanes({ product, bare }: LaneTimes, what = ''): Comparison {
  const before = what === '' ? '' : `${what}, `;
  return {
    figures: {
      [`${before}product p50, ms`]: median(product),
      [`${before}product p99, ms`]: quantile(product, 0.99),
      [`${before}bare p50, ms`]: median(bare),
      [`${before}bare p99, ms`]: quantile(bare, 0.99),
    },
    target: atMost(`${before}p50 ÷ bare p50`, median(product) / median(bare), 1.5),
  };
}
