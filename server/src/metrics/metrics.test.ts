import { readFileSync } from 'node:fs';
import type { Message } from '@erp-whatsapp/shared/message';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createLog } from '../log.ts';
import type { Client } from '../testing/clients.ts';
import { connectAs, createSimulator, linkNumber, type Simulator } from '../testing/console.ts';
import { startApp, type TestApp } from '../testing/startApp.ts';
import { waitFor } from '../testing/waitFor.ts';
import { createMetrics } from './createMetrics.ts';
import { createTally } from './tally.ts';

const business = '+4930123456';
const ana = '+4915111111111';
const nobody = '+4915222222222';
const token = 'a-token-for-the-metrics';

let app: TestApp;
let simulator: Simulator;
let admin: Client;

beforeAll(async () => {
  app = await startApp();
  simulator = await createSimulator(app);
  admin = await connectAs(app, app.admin);
  await linkNumber({ admin, simulator }, business);
  await simulator.addCustomer({ phoneNumber: ana, name: 'Ana' });
});

afterAll(async () => {
  admin?.socket.disconnect();
  await app?.close();
});

describe('what is told', () => {
  it('follows messages to where they come', async () => {
    const before = await readNumbers(app);
    await simulator.write(ana, business, 'Are you open on Sunday?');
    await admin.ask('send_message', { to: ana, message: 'Yes, from ten to four.' });
    await admin.ask('send_message', { to: nobody, message: 'Hello?' });
    const grown = await waitFor('all to be counted', async () => {
      const now = await readNumbers(app);
      const growth = (name: string) => (now.get(name) ?? 0) - (before.get(name) ?? 0);
      const isDone = growth(counted('in', 'received')) === 1 && growth(counted('out', 'delivered')) === 1;
      return isDone && growth(counted('out', 'failed')) === 1 ? growth : null;
    });
    expect(grown(counted('out', 'accepted'))).toBe(2);
    expect(grown(counted('out', 'sent'))).toBe(1);
    expect(grown(counted('out', 'read'))).toBe(0);
    expect(grown('erp_send_seconds_count')).toBe(1);
    expect(grown('erp_send_seconds_bucket{le="30"}')).toBe(1);
    expect(grown('erp_messages_pending')).toBe(0);
  });

  it('shows what waits, who is connected, and how large the store is', async () => {
    const now = await readNumbers(app);
    expect(now.get('erp_whatsapp_sessions{status="active"}')).toBe(1);
    expect(now.get('erp_whatsapp_sessions{status="error"}')).toBe(0);
    expect(now.get('erp_sockets')).toBe(1);
    expect(now.get('erp_store_bytes')).toBeGreaterThan(4096);
    expect(now.get('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0);

    await simulator.addFault({ kind: 'withhold-acks', seconds: 3_600 });
    await admin.ask('send_message', { to: ana, message: 'Until tomorrow!' });
    await waitFor('it to wait', async () => (await readNumbers(app)).get('erp_messages_pending') === 1);
    await simulator.clearFaults();
  });

  it('says nothing of whose they are', async () => {
    const { text } = await ask(app);
    const { channels } = await app.domain().channels.getConnectionStatus((await readAdmin()).workspaceId, {});
    expect(channels).toHaveLength(1);
    for (const secret of [business, ana, nobody, app.admin.email, channels[0]?.channelId ?? '', 'Sunday']) {
      expect(text).not.toContain(secret.replace('+', ''));
    }
  });

  it('is what the board shows, and the board shows all of ours', async () => {
    const { text } = await ask(app);
    const told = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name = '', type]) =>
      type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
    );
    const shown = readBoard().flatMap((query) => query.match(/\b(?:erp|nodejs|process)_\w+/g) ?? []);
    expect(shown.length).toBeGreaterThan(8);
    expect(shown.filter((name) => !told.includes(name))).toEqual([]);
    const ours = [...text.matchAll(/^# TYPE (erp_\S+)/gm)].map(([, name = '']) => name);
    expect(ours.filter((name) => !shown.some((other) => other.startsWith(name)))).toEqual([]);
  });
});

describe('who is told', () => {
  it('is this machine, and nobody who comes through a proxy', async () => {
    expect(await ask(app)).toMatchObject({ status: 200 });
    for (const name of ['x-forwarded-for', 'forwarded', 'x-real-ip']) {
      const { status, text } = await ask(app, { [name]: '127.0.0.1' });
      expect(status).toBe(404);
      expect(JSON.parse(text)).toMatchObject({ code: 'NOT_FOUND', error: expect.stringContaining('METRICS_TOKEN') });
    }
  });

  it('with a token is whoever has that', async () => {
    const guarded = await startApp({ METRICS_TOKEN: token });
    try {
      expect(await ask(guarded, { authorization: `Bearer ${token}`, 'x-forwarded-for': '1.2.3.4' })).toMatchObject({
        status: 200,
      });
      for (const authorization of ['', 'Bearer ', `Bearer ${token}x`, `Basic ${token}`, token]) {
        const { status, text } = await ask(guarded, { authorization });
        expect(status, authorization).toBe(401);
        expect(JSON.parse(text)).toMatchObject({ code: 'NOT_AUTHENTICATED' });
        expect(text).not.toContain(token);
      }
    } finally {
      await guarded.close();
    }
  });
});

it('tells the rest while the database does not answer', async () => {
  const metrics = createMetrics({
    facts: { subscribe: () => () => undefined },
    listSessions: () => [{ channel: { workspaceId: 'w', channelId: 'c' }, status: 'connecting' }],
    countPending: () => Promise.reject(new Error('The database is away.')),
    countSockets: () => 3,
    storeFolder: null,
    log: createLog('silent'),
  });
  const { text, contentType } = await metrics.read();
  expect(contentType).toContain('text/plain');
  expect(text).toMatch(/^erp_messages_pending nan$/im);
  expect(text).toContain('erp_sockets 3\n');
  expect(text).toContain('erp_whatsapp_sessions{status="connecting"} 1\n');
  expect(text).not.toContain('erp_store_bytes');
});

it('keeps no more waits than fit, however long nobody asks', () => {
  let taken = 0;
  const tally = createTally(() => (taken += tally.takeWaits().length));
  const sent = {
    isOutgoing: true,
    status: 'sent',
    createdAt: '2026-01-01T00:00:00.000Z',
    sentAt: '2026-01-01T00:00:02.500Z',
  };
  const message: Message = { ...emptyMessage, ...sent, status: 'sent' };
  for (let count = 0; count < 2_500; count += 1) {
    tally.listen({ name: 'message:updated', workspaceId: 'w', payload: { message } });
  }
  expect(taken).toBe(2_000);
  expect(tally.takeWaits()).toEqual(Array(500).fill(2.5));
  expect(tally.counts.out.sent).toBe(2_500);
});

const emptyMessage: Message = {
  id: '',
  messageId: null,
  clientMessageId: null,
  conversationId: '',
  channelId: '',
  customerId: '',
  content: '',
  messageType: 'text',
  isOutgoing: true,
  senderType: 'agent',
  sender: null,
  status: 'sent',
  error: null,
  media: null,
  replyTo: null,
  reactions: [],
  isTemplate: false,
  templateName: null,
  bulkMessageId: null,
  isPlaceholder: false,
  createdAt: '',
  updatedAt: '',
  sentAt: null,
  deliveredAt: null,
  readAt: null,
  timestamp: '',
  seq: 0,
};

function counted(direction: string, outcome: string): string {
  return `erp_messages_total{direction="${direction}",outcome="${outcome}"}`;
}

async function ask({ url }: Pick<TestApp, 'url'>, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}/metrics`, { headers });
  return { status: response.status, text: await response.text() };
}

async function readNumbers(from: TestApp): Promise<Map<string, number>> {
  const { text } = await ask(from);
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const end = line.lastIndexOf(' ');
      return [line.slice(0, end), Number(line.slice(end + 1))];
    }),
  );
}

async function readAdmin() {
  const { user } = await app.domain().auth.signIn(app.admin);
  return user;
}

/** Every query of the board. */
function readBoard(): string[] {
  const panel = z.object({ targets: z.array(z.object({ expr: z.string() })).default([]) });
  const board = z.object({ panels: z.array(panel) });
  const text = readFileSync(new URL('../../../ops/grafana.json', import.meta.url), 'utf8');
  return board.parse(JSON.parse(text)).panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
}
