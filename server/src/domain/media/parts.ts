import type { Changes } from '../changes.ts';
import type { DomainParts, WaitingParts } from '../parts.ts';

/** What the files of messages need. */
export type MediaParts = Pick<DomainParts, 'storage' | 'facts' | 'files' | 'fetchFile' | 'clock'> &
  WaitingParts & { changes: Changes };
