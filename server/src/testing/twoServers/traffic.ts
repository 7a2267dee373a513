import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Message } from '@erp-whatsapp/shared/message';
import { expect } from 'vitest';
import type { Client } from '../clients.ts';
import { connectAs, type Simulator } from '../console.ts';
import type { ServerProcess } from '../spawnServer.ts';
import { waitFor } from '../waitFor.ts';
import { admin } from './startPair.ts';

/** Others may be at work on the same machine. In milliseconds. */
const patience = 60_000;
/** Between two messages of one side, in milliseconds. */
const pace = 150;

/**
 * A customer and an agent who write to each other without a pause. What the agent has no answer for goes out again under the
 * same id, before anything newer, at whatever server the agent is connected to next.
 */
export function createTraffic(parts: { simulator: Simulator; business: string; customer: string }) {
  const { simulator, business, customer } = parts;
  const sent: string[] = [];
  const written: string[] = [];
  const outbox: string[] = [];
  let client: Client | null = null;
  let isRunning = false;
  let both: Promise<unknown> = Promise.resolve();

  return {
    /** The agent sends there from now on. */
    async connect(server: ServerProcess): Promise<void> {
      client?.socket.disconnect();
      client = await connectAs(server, admin);
    },

    /** Each side writes one message after the other until `stop`. */
    run(): void {
      isRunning = true;
      both = Promise.all([keepSending(), keepWriting()]);
      // A failure is told by `stop`; where a test ends before that, it has failed already.
      both.catch(() => undefined);
    },

    /** Resolves when both have stopped: all that they wrote was accepted. */
    async stop(): Promise<void> {
      isRunning = false;
      await both;
    },

    /** The agent sends some at once, and does not wait. */
    sendAtOnce(count: number): void {
      for (let index = 0; index < count; index += 1) void send(add());
    },

    /** How many came to an end: of the agent's those that are accepted. */
    count: (): { sent: number; written: number } => ({ sent: sent.length - outbox.length, written: written.length }),

    /**
     * Waits until all is through, and fails where anything was lost, is shown twice or in another order, or is counted wrong.
     * @param deaths that left the outcome of one message unknown: it is repeated under the same id, and shown once
     */
    async settle(deaths: number): Promise<void> {
      const shown = async () => (await simulator.thread(customer, business)).filter(({ fromMe }) => !fromMe);
      await waitFor('the customer to have all', async () => (await shown()).length >= sent.length, patience);
      const ours = await waitFor('the agent to have all', readSettled, patience);
      const seen = await shown();
      expect(seen.map(({ text }) => text)).toEqual(sent);
      expect(seen.reduce((sum, { copies }) => sum + copies, 0)).toBeLessThanOrEqual(sent.length + deaths);
      expect(ours.filter(({ isOutgoing }) => isOutgoing).map(({ content }) => content)).toEqual(sent);
      expect(ours.filter(({ isOutgoing }) => !isOutgoing).map(({ content }) => content)).toEqual(written);
      const derived = { last: ours.at(-1)?.id, total: ours.length, unread: written.length };
      const isRight = async () => isDeepStrictEqual(await readDerived(), derived);
      await waitFor('the conversation to count right', isRight, patience).catch(() => null);
      expect(await readDerived()).toEqual(derived);
    },

    close(): void {
      isRunning = false;
      client?.socket.disconnect();
    },
  };

  async function readSettled(): Promise<Message[] | null> {
    const ours = await read();
    const isThere = ours.length >= sent.length + written.length;
    return isThere && ours.every(({ status }) => status !== 'pending' && status !== 'sent') ? ours : null;
  }

  async function read(): Promise<Message[]> {
    const all: Message[] = [];
    for (;;) {
      const numbers = { fromNumber: customer, toNumber: business };
      const answer = await client?.ask('get_messages_between', { ...numbers, limit: 100, offset: all.length });
      if (!answer?.success) return all;
      all.unshift(...answer.data.messages);
      if (answer.data.messages.length < 100) return all;
    }
  }

  async function readDerived() {
    const numbers = { fromNumber: customer, toNumber: business };
    const conversations = await client?.ask('get_conversations', {});
    const thread = await client?.ask('get_messages_between', { ...numbers, limit: 1, offset: 0 });
    if (!conversations?.success || !thread?.success) return null;
    const [conversation] = conversations.data;
    return {
      last: conversation?.lastMessage?.id,
      total: thread.data.totalMessages,
      unread: conversation?.unreadCount,
    };
  }

  async function keepSending(): Promise<void> {
    while (isRunning || outbox.length > 0) {
      await send(outbox[0] ?? add());
      await pause(pace);
    }
  }

  async function keepWriting(): Promise<void> {
    while (isRunning) {
      const text = `customer ${written.length + 1}`;
      written.push(text);
      await simulator.write(customer, business, text);
      await pause(pace);
    }
  }

  function add(): string {
    const text = `agent ${sent.length + 1}`;
    sent.push(text);
    outbox.push(text);
    return text;
  }

  /** What became of it when the server goes nobody knows: it stays in the outbox until there is another one. */
  async function send(text: string): Promise<void> {
    const connected = client;
    if (!connected) throw new Error('the agent is connected nowhere');
    const payload = { to: customer, message: text, clientMessageId: text };
    const answer = await Promise.race([connected.ask('send_message', payload), whenGone(connected)]).catch(() => null);
    if (answer?.success) outbox.splice(outbox.indexOf(text), 1);
    else await waitFor('another server', () => client !== connected, patience);
  }
}

function whenGone({ socket }: Client): Promise<null> {
  const { promise, resolve } = Promise.withResolvers<null>();
  if (socket.connected) socket.once('disconnect', () => resolve(null));
  else resolve(null);
  return promise;
}
