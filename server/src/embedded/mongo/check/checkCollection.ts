import { type Collection, storedKey } from '../engine/collection.ts';
import type { IndexDefinition } from '../engine/indexDefinition.ts';
import { type IndexKeys, indexKeysOf } from '../engine/indexKeys.ts';
import { CommandError } from '../errors.ts';
import { type BsonDocument, getField, readDocument } from '../values.ts';
import { describeCount, type Finding, type Report } from './report.ts';

/** Rows read at once. */
const chunk = 500;

type IndexFigures = {
  index: IndexDefinition;
  /** Entries that are as the documents want them. */
  right: number;
  /** Documents that lack an entry, or whose entry leads elsewhere. */
  lacking: number;
  /** Documents with an array that the index does not know to hold any. */
  unknownArrays: number;
};

/**
 * Compares a collection's documents with all its indexes, and adds what it finds to the report.
 * @param tables how many rows each table has
 */
export function checkCollection(collection: Collection, tables: ReadonlyMap<string, number>, report: Report): void {
  const { namespace, indexes } = collection;
  const add = (text: string) => report.findings.push({ text: `${namespace}: ${text}` });
  if (!tables.has(`c_${collection.id}`)) {
    add('its documents are gone. Restore them from a backup.');
    return;
  }
  if (indexes[0]?.name !== '_id_') {
    add('its index on _id is gone. Restore it from a backup.');
    return;
  }
  for (const { id, name } of indexes) {
    if (!tables.has(`i_${id}`)) report.findings.push(ofIndex(collection, name, 'its entries are gone'));
  }
  const figures = indexes
    .filter(({ id }) => tables.has(`i_${id}`))
    .map((index): IndexFigures => ({ index, right: 0, lacking: 0, unknownArrays: 0 }));
  for (const rid of rowsOf(collection)) {
    report.documents += 1;
    const document = tryRead(collection.read(rid));
    if (document === undefined || getField(document, '_id') === undefined) {
      add(`the document in row ${rid} cannot be read.`);
      continue;
    }
    for (const figure of figures) checkDocument(collection, { figure, rid, document });
  }
  for (const figure of figures) {
    const total = tables.get(`i_${figure.index.id}`) ?? 0;
    report.entries += total;
    report.findings.push(...judge(collection, figure, total));
  }
}

function* rowsOf(collection: Collection): Generator<number> {
  let last = 0;
  for (;;) {
    const rows = collection.readRows(last, { isBackward: false, limit: chunk });
    yield* rows;
    const final = rows.at(-1);
    if (final === undefined) return;
    last = final;
  }
}

function tryRead(bytes: Uint8Array | undefined): BsonDocument | undefined {
  try {
    return bytes === undefined ? undefined : readDocument(bytes);
  } catch {
    return undefined;
  }
}

function checkDocument(
  collection: Collection,
  { figure, rid, document }: { figure: IndexFigures; rid: number; document: BsonDocument },
): void {
  const { index } = figure;
  const wanted = tryKeysOf(document, index);
  if (wanted === undefined) {
    figure.lacking += 1;
    return;
  }
  const { keys, multikey } = wanted;
  const found = keys.filter((key) => leadsTo(collection, { index, key: storedKey(index, key, rid), rid }));
  figure.right += found.length;
  if (found.length < keys.length) figure.lacking += 1;
  if ((multikey & ~index.multikey) !== 0) figure.unknownArrays += 1;
}

/** Undefined for a document that the index would have refused. */
function tryKeysOf(document: BsonDocument, index: IndexDefinition): IndexKeys | undefined {
  try {
    return indexKeysOf(document, index);
  } catch (error) {
    if (error instanceof CommandError) return undefined;
    throw error;
  }
}

function leadsTo(
  collection: Collection,
  { index, key, rid }: { index: IndexDefinition; key: Buffer; rid: number },
): boolean {
  const [entry] = collection.readEntries(
    index,
    { from: key, to: Buffer.concat([key, Buffer.of(0)]) },
    { isBackward: false, limit: 1 },
  );
  return entry?.rid === rid;
}

function judge(
  collection: Collection,
  { index, right, lacking, unknownArrays }: IndexFigures,
  total: number,
): Finding[] {
  const findings: string[] = [];
  if (lacking > 0) findings.push(`it lacks ${describeCount(lacking, 'document', 'documents')}`);
  if (total > right) {
    const entries = describeCount(total - right, 'entry', 'entries');
    findings.push(`it has ${entries} too many: no document belongs there`);
  }
  if (unknownArrays > 0) {
    findings.push(
      `it does not know that ${describeCount(unknownArrays, 'document has', 'documents have')} an array there`,
    );
  }
  return findings.map((text) => ofIndex(collection, index.name, text));
}

function ofIndex({ namespace }: Collection, name: string, text: string): Finding {
  return { text: `${namespace}: the index ${name}: ${text}.`, index: { namespace, name } };
}
