import type { ChannelStatus } from '@erp-whatsapp/shared/channel';
import type { Facts, Log } from '../domain/ports/runtime.ts';
import type { ChannelRef } from '../domain/ports/whatsapp.ts';

/** Whom the metrics ask. */
export type MetricsParts = {
  facts: Pick<Facts, 'subscribe'>;
  /** The WhatsApp numbers that this process keeps, with the state of their connections. */
  listSessions: () => { channel: ChannelRef; status: ChannelStatus }[];
  /** Messages that wait to be sent. */
  countPending: (channel: ChannelRef) => Promise<number>;
  countSockets: () => number;
  /** The folder of the embedded store; `null` where the database is elsewhere. */
  storeFolder: string | null;
  log: Log;
};
