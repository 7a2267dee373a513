import type { Lease } from '../../domain/ports/whatsapp.ts';

/** @throws Error when another process may have the number by now */
export function requireLease(lease: Lease): void {
  if (!lease.isHeld()) throw new Error('The lease of this number is over.');
}
