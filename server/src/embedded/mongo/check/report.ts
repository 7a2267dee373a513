/** Something that is wrong in a store, in words for its owner. */
export type Finding = {
  text: string;
  /** The index that could be made anew from the documents, if that mends it. */
  index?: { namespace: string; name: string };
};

export type Report = {
  collections: number;
  documents: number;
  /** Of all indexes together. */
  entries: number;
  findings: Finding[];
};

/** The report as it is printed. */
export function describeReport({ collections, documents, entries, findings }: Report): string[] {
  const looked = `Looked at ${describeContent({ collections, documents })} and ${describeCount(entries, 'index entry', 'index entries')}.`;
  if (findings.length === 0) return [looked, 'All is well.'];
  return [
    looked,
    `Found ${describeCount(findings.length, 'fault', 'faults')}:`,
    ...findings.map(({ text }) => `- ${text}`),
  ];
}

export function describeContent({ collections, documents }: Pick<Report, 'collections' | 'documents'>): string {
  const what = describeCount(documents, 'document', 'documents');
  return `${what} in ${describeCount(collections, 'collection', 'collections')}`;
}

export function describeCount(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
