import { channelStatusSchema } from '@erp-whatsapp/shared/channel';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { measureStore } from './measureStore.ts';
import type { MetricsParts } from './parts.ts';
import { outcomes, type Tally } from './tally.ts';

/** Seconds. A send takes 5 to 50 ms on a good day; a number that is away for a night takes the last ones. */
const waitBuckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3_600];

/** The metrics as Prometheus reads them. Every label has a few known values, so that their number never grows. */
export function createShowing(parts: MetricsParts, tally: Tally) {
  const register = new Registry();
  const registers = [register];
  collectDefaultMetrics({ register });

  new Counter({
    name: 'erp_messages_total',
    help: 'Messages by direction, once under each outcome that they came to.',
    labelNames: ['direction', 'outcome'],
    registers,
    collect() {
      this.reset();
      for (const outcome of outcomes.in) this.inc({ direction: 'in', outcome }, tally.counts.in[outcome]);
      for (const outcome of outcomes.out) this.inc({ direction: 'out', outcome }, tally.counts.out[outcome]);
    },
  });

  const waits = new Histogram({
    name: 'erp_send_seconds',
    help: 'Time from accepting a message to WhatsApp having it.',
    buckets: waitBuckets,
    registers,
    collect: takeWaits,
  });

  new Gauge({
    name: 'erp_messages_pending',
    help: 'Messages that wait to be sent on the numbers that this process keeps.',
    registers,
    async collect() {
      this.set(await countPending());
    },
  });

  new Gauge({
    name: 'erp_whatsapp_sessions',
    help: 'WhatsApp numbers that this process keeps, by the state of their connection.',
    labelNames: ['status'],
    registers,
    collect() {
      const statuses = parts.listSessions().map(({ status }) => status);
      for (const status of channelStatusSchema.options) {
        this.set({ status }, statuses.filter((other) => other === status).length);
      }
    },
  });

  new Gauge({
    name: 'erp_sockets',
    help: 'Clients that are connected over Socket.IO.',
    registers,
    collect() {
      this.set(parts.countSockets());
    },
  });

  const { storeFolder } = parts;
  if (storeFolder !== null) {
    new Gauge({
      name: 'erp_store_bytes',
      help: 'What the embedded store takes on disk.',
      registers,
      async collect() {
        this.set(await measureStore(storeFolder));
      },
    });
  }

  return {
    takeWaits,
    read: async () => ({ contentType: register.contentType, text: await register.metrics() }),
  };

  /** Not a number where the database does not answer: the other metrics are still worth having. */
  async function countPending(): Promise<number> {
    try {
      const counts = await Promise.all(parts.listSessions().map(({ channel }) => parts.countPending(channel)));
      return counts.reduce((sum, count) => sum + count, 0);
    } catch (error) {
      parts.log.warn({ err: error }, 'the messages that wait could not be counted');
      return Number.NaN;
    }
  }

  function takeWaits(): void {
    for (const seconds of tally.takeWaits()) waits.observe(seconds);
  }
}
