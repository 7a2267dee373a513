import type { Store } from '../engine/openStore.ts';
import { CommandError } from '../errors.ts';
import type { Report } from './report.ts';

/**
 * Makes the indexes that a report names anew from the documents; nothing is done to documents.
 * @returns what was done, and what could not be, in words
 */
export function repairStore(store: Store, { findings }: Report): string[] {
  const indexes = new Map(
    findings.flatMap(({ index }) => (index ? [[`${index.namespace} ${index.name}`, index]] : [])),
  );
  return [...indexes.values()].map(({ namespace, name }) => {
    try {
      rebuild(store, namespace, name);
      return `${namespace}: the index ${name} was made anew.`;
    } catch (error) {
      if (!(error instanceof NotUnique)) throw error;
      return `${namespace}: the index ${name} stays as it is, because two documents have the same key (${error.message}).`;
    }
  });
}

/** Not a CommandError, so that what the rebuild has done until then is undone. */
class NotUnique extends Error {}

function rebuild({ catalog, commits }: Store, namespace: string, name: string): void {
  commits.write(() => {
    const collection = catalog.list().find((candidate) => candidate.namespace === namespace);
    const index = collection?.indexes.find((candidate) => candidate.name === name);
    if (collection === undefined || index === undefined) return;
    try {
      catalog.rebuildIndex(collection, index);
    } catch (error) {
      throw error instanceof CommandError ? new NotUnique(error.message) : error;
    }
  });
  commits.commit();
}
