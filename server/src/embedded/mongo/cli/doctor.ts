import { checkStore } from '../check/checkStore.ts';
import { repairStore } from '../check/repairStore.ts';
import { describeReport } from '../check/report.ts';
import type { CliContext } from './cliContext.ts';
import { openExisting } from './openExisting.ts';

/**
 * Looks for damage while the server is stopped.
 * @returns 0 when all is well, also after a repair
 */
export function doctor({ folder, print }: CliContext, { repairs }: { repairs: boolean }): number {
  const store = openExisting(folder, { toleratesDamage: true });
  try {
    const report = checkStore(store);
    for (const line of describeReport(report)) print(line);
    if (report.findings.length === 0) return 0;
    const isRepairable = report.findings.some(({ index }) => index !== undefined);
    if (isRepairable && !repairs) print('--repair makes those indexes anew from the documents.');
    if (!isRepairable || !repairs) return 1;
    for (const line of repairStore(store, report)) print(line);
    const after = checkStore(store);
    for (const line of describeReport(after)) print(line);
    return after.findings.length === 0 ? 0 : 1;
  } finally {
    store.close();
  }
}
