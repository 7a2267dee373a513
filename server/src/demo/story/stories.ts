import { orders } from './orders.ts';
import { repairs } from './repairs.ts';
import type { Story } from './story.ts';
import { visits } from './visits.ts';

/** A bicycle shop and those who write to it. All numbers are of ranges that are set aside for films and books. */
export const stories: readonly Story[] = [...repairs, ...orders, ...visits];

/** The shop's own number. */
export const business = { phoneNumber: '+442079460123', name: 'Pedal & Post' };

/** Who answers, beside the admin. */
export const team = {
  leyla: { name: 'Leyla Demir', email: 'leyla@example.com' },
  tom: { name: 'Tom Fletcher', email: 'tom@example.com' },
} as const;
