import type { mongo } from 'mongoose';

/** A stored field of bytes: lean reads give the driver's own Binary for it. */
export function toBytes(value: Uint8Array | mongo.Binary): Uint8Array {
  return value instanceof Uint8Array ? value : value.buffer;
}
