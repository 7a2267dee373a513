/** Of the database in this browser. */
export const snapshotName = 'screen';

/** Nothing of what was shown to whoever was signed in stays in this browser. */
export function forgetScreen(): void {
  try {
    indexedDB.deleteDatabase(snapshotName);
  } catch {
    // Where pages may store nothing, nothing is stored.
  }
}
