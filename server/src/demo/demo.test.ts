import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Conversation } from '@erp-whatsapp/shared/conversation';
import type { Message } from '@erp-whatsapp/shared/message';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../testing/clients.ts';
import { connectAs, createSimulator } from '../testing/console.ts';
import { hasEnded, type ServerProcess, spawnServer } from '../testing/spawnServer.ts';
import { waitFor } from '../testing/waitFor.ts';
import { placeLines } from './placeLines.ts';
import { business, stories } from './story/stories.ts';

let folder: string;
let printed: { code: number | null; output: string };
let server: ServerProcess;
let admin: { email: string; password: string };
let client: Client;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demo-'));
  printed = runDemo();
  const [, email = '', password = ''] = /Sign in as admin: (\S+) {2}password: (\S+)/.exec(printed.output) ?? [];
  admin = { email, password };
});

afterAll(async () => {
  client?.socket.disconnect();
  if (server && !hasEnded(server.child)) await server.end('SIGTERM');
  await rm(folder, { recursive: true, force: true });
});

describe('the demo', { timeout: 120_000 }, () => {
  it('says how to sign in', () => {
    expect(printed.code, printed.output).toBe(0);
    expect(admin.password).toHaveLength(16);
    expect(printed.output).toContain('leyla@example.com');
  });

  it('run again adds nothing', async () => {
    const before = await openServer();
    const totals = await readTotals();
    client.socket.disconnect();
    await before.end('SIGTERM');
    const again = runDemo();
    expect(again.code, again.output).toBe(0);
    expect(again.output).not.toContain('password:');
    await openServer();
    expect(await readTotals()).toEqual(totals);
  });

  it('opens on a connected number with lively conversations', async () => {
    await waitFor('the number to be connected', async () => {
      const answer = await client.ask('get_connection_status', {});
      return answer.success && answer.connected && answer.phoneNumber === business.phoneNumber;
    });
    const conversations = await readConversations();
    expect(conversations).toHaveLength(stories.length);
    expect(conversations.map(({ name }) => name)).toEqual(expect.arrayContaining(['Maria Santos', 'Ben Carter']));
    const unread = conversations.filter(({ unreadCount }) => unreadCount > 0).map(({ name }) => name);
    expect(unread.toSorted()).toEqual(['Ben Carter', 'Maria Santos', 'Priya Nair']);

    const threads = await waitFor('what had not gone out to go out', async () => {
      const now = await Promise.all(conversations.map(readThread));
      return now.flat().some(({ status }) => status === 'pending') ? null : now;
    });
    const messages = threads.flat();
    expect(messages).toHaveLength(stories.flatMap(({ lines }) => lines).length);
    const outgoing = messages.filter(({ isOutgoing }) => isOutgoing);
    expect(new Set(outgoing.map(({ status }) => status))).toEqual(new Set(['sent', 'delivered', 'read', 'failed']));
    expect(messages.find(({ status }) => status === 'failed')?.error?.code).toBe('NOT_ON_WHATSAPP');
    expect(messages.filter(({ replyTo }) => replyTo !== null)).toHaveLength(2);
    expect(new Set(messages.flatMap(({ isOutgoing, sender }) => (isOutgoing && sender ? [sender.name] : [])))).toEqual(
      new Set(['Leyla Demir', 'Tom Fletcher']),
    );
    for (const thread of threads) {
      const times = thread.map(({ createdAt }) => createdAt);
      expect(times).toEqual(times.toSorted());
      expect(Date.parse(times.at(-1) ?? '')).toBeLessThan(Date.now());
    }
    const oldest = Math.min(...messages.map(({ createdAt }) => Date.parse(createdAt)));
    expect(Date.now() - oldest).toBeGreaterThan(5 * 24 * 60 * 60 * 1000);
  });

  it('shows the same on the phones, what goes out now too, and its customer can answer', async () => {
    const simulator = await createSimulator({ url: server.url, admin });
    const story = stories.find(({ name }) => name === 'Daniel Cooper');
    const daniel = story?.phoneNumber ?? '';
    const thread = await waitFor('the message to come', async () => {
      const shown = await simulator.thread(daniel, business.phoneNumber);
      return shown.length === story?.lines.length ? shown : null;
    });
    expect(thread.map(({ text, fromMe }) => [text, fromMe])).toEqual(
      story?.lines.map(({ text, by }) => [text, by === 'customer']),
    );
    expect(thread.every(({ copies }) => copies === 1)).toBe(true);
    await simulator.write(daniel, business.phoneNumber, 'She says woof!');
    const heard = await client.next('new_message', ({ content }) => content === 'She says woof!');
    const known = (await readConversations()).find(({ mobileNo }) => mobileNo === daniel);
    expect(heard.conversationId).toBe(known?.id);
  });

  it('what was unread can be read, and the ticks on the phone turn blue', async () => {
    const [unread] = (await readConversations()).filter(({ name }) => name === 'Ben Carter');
    const upTo = unread?.lastMessage?.id ?? '';
    await client.ask('mark_read', { conversationId: unread?.id ?? '', upTo });
    await waitFor('it to be read', async () => {
      const [now] = (await readConversations()).filter(({ id }) => id === unread?.id);
      return now?.unreadCount === 0;
    });
    const simulator = await createSimulator({ url: server.url, admin });
    await waitFor('the phone to show it', async () => {
      const thread = await simulator.thread(unread?.mobileNo ?? '', business.phoneNumber);
      return thread.every(({ status }) => status === 'read');
    });
    const lines = server.output().split('\n');
    expect(lines.filter((line) => /"level":(?:40|50)/.test(line))).toEqual([]);
  });

  it('stays out of where real people write', async () => {
    const simulator = await createSimulator({ url: server.url, admin });
    await simulator.addCustomer({ phoneNumber: '+4915111111111', name: 'Ana' });
    await simulator.write('+4915111111111', business.phoneNumber, 'A real question');
    await client.next('new_message', ({ content }) => content === 'A real question');
    client.socket.disconnect();
    await server.end('SIGTERM');
    expect(runDemo()).toMatchObject({ code: 1, output: expect.stringContaining('conversations of your own already') });
    expect(runDemo({ WHATSAPP_NETWORK: 'live' }).output).toContain('for the simulated WhatsApp alone');
    expect(runDemo({}, '--much').output).toContain('takes nothing but --force');
    expect(runDemo({}, '--force').code).toBe(0);
  });
});

it.each(['00:01', '09:30', '17:59', '23:59'])('the lines of a story are in order at %s', (time) => {
  const now = new Date(`2026-03-30T${time}:00`).getTime();
  for (const story of stories) {
    const lines = placeLines([story], now);
    expect(lines.map(({ index }) => index)).toEqual(story.lines.map((_line, index) => index));
    expect(lines.at(-1)?.at).toBeLessThan(now);
  }
});

async function openServer(): Promise<ServerProcess> {
  server = await spawnServer({ DATA_DIR: folder, LOG_LEVEL: 'warn', EVENTS_PER_SECOND: '1000' });
  client = await connectAs(server, admin);
  return server;
}

async function readConversations(): Promise<Conversation[]> {
  const answer = await client.ask('get_conversations', { limit: 100 });
  if (!answer.success) throw new Error(answer.error);
  return answer.data;
}

async function readThread({ id }: Conversation): Promise<Message[]> {
  const answer = await client.ask('get_messages_between', { conversationId: id, limit: 100 });
  if (!answer.success) throw new Error(answer.error);
  return answer.data.messages;
}

async function readTotals(): Promise<number[]> {
  const threads = await Promise.all((await readConversations()).map(readThread));
  return threads.map(({ length }) => length);
}

/** The real program. */
function runDemo(settings: Record<string, string> = {}, ...args: string[]): { code: number | null; output: string } {
  const program = fileURLToPath(new URL('main.ts', import.meta.url));
  const { PATH, HOME } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    env: { PATH, HOME, DATA_DIR: folder, ...settings },
    encoding: 'utf8',
  });
  return { code: status, output: `${stdout}${stderr}` };
}
