import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // The totals that `npm test` adds up are read from this report.
    reporters: ['default', ['json', { outputFile: '.cache/reports/vitest.json' }]],
    projects: [
      { test: { name: 'shared', root: 'shared', include: ['src/**/*.test.ts'] } },
      { test: { name: 'bench', root: 'bench', include: ['**/*.test.ts'] } },
      {
        test: {
          name: 'server',
          root: 'server',
          include: ['src/**/*.test.ts'],
          pool: 'forks',
          // Many wait for what takes its time, such as a lease that ends: three at once keep two cores busy.
          maxWorkers: 3,
          // Projects that differ in that run one after the other.
          sequence: { groupOrder: 1 },
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      'web/vitest.config.ts',
    ],
  },
});
