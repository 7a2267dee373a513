import type { Row } from '#store/slices/row.ts';

export type Step = {
  name: 'written' | 'received' | 'sent' | 'delivered' | 'read' | 'readHere' | 'failed';
  /** When, ISO 8601; `null`: it has happened, but nobody told when. `undefined`: not yet. */
  at: string | null | undefined;
};

/** A message's way, from when it was written on. What can't come any more is left out. */
export function toSteps(row: Row): Step[] {
  if (!row.isOutgoing) {
    const at = row.status === 'read' ? row.readAt : undefined;
    return [
      { name: 'received', at: row.createdAt },
      { name: 'readHere', at },
    ];
  }
  const written: Step = { name: 'written', at: row.createdAt };
  const steps: Step[] = [
    { name: 'sent', at: row.sentAt ?? (isPast(row, 'sent') ? null : undefined) },
    { name: 'delivered', at: row.deliveredAt ?? (isPast(row, 'delivered') ? null : undefined) },
    { name: 'read', at: row.readAt ?? (isPast(row, 'read') ? null : undefined) },
  ];
  if (row.status !== 'failed') return [written, ...steps];
  // What this browser kept of a refusal does not say when it was.
  const isKnown = row.isStored || row.updatedAt !== row.createdAt;
  const failed: Step = { name: 'failed', at: isKnown ? row.updatedAt : null };
  return [written, ...steps.filter(({ at }) => at !== undefined), failed];
}

const ranks = { pending: 0, failed: 0, sent: 1, delivered: 2, read: 3 } as const;

function isPast({ status }: Row, step: 'sent' | 'delivered' | 'read'): boolean {
  return ranks[status] >= ranks[step];
}
