/** What a test runner counted. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** Reads the report of vitest's `json` reporter. */
export function fromVitest(text: string): Counts {
  const report: unknown = JSON.parse(text);
  return {
    passed: count(report, 'numPassedTests'),
    failed: count(report, 'numFailedTests'),
    skipped: count(report, 'numPendingTests') + count(report, 'numTodoTests'),
  };
}

/** Reads the report of Playwright's `json` reporter. A test that passed only at the second try has failed. */
export function fromPlaywright(text: string): Counts {
  const report: unknown = JSON.parse(text);
  const stats = field(report, 'stats');
  return {
    passed: count(stats, 'expected'),
    failed: count(stats, 'unexpected') + count(stats, 'flaky'),
    skipped: count(stats, 'skipped'),
  };
}

function count(report: unknown, name: string): number {
  const value = field(report, name);
  if (typeof value !== 'number') throw new Error(`The report has no number "${name}".`);
  return value;
}

function field(report: unknown, name: string): unknown {
  return typeof report === 'object' && report !== null ? Reflect.get(report, name) : undefined;
}
