import type { Client } from '../clients.ts';
import { type Credentials, connectAs } from '../console.ts';
import type { Entry, Ledger } from './ledger.ts';
import { business } from './steps.ts';
import type { Summary } from './verdict.ts';

/**
 * An agent's console: what it has no answer for stays in its outbox, and goes out again under the same
 * `clientMessageId`, in order, with the next connection. It does not wait for one answer before it sends the next.
 */
export function createAgent(credentials: Credentials, ledger: Ledger) {
  const outbox: Entry[] = [];
  let client: Client | null = null;

  return {
    send(entry: Entry): void {
      outbox.push(entry);
      if (client) void ask(client, entry);
    },

    async connect(url: string): Promise<void> {
      const connected = await connectAs({ url }, credentials);
      connected.socket.on('new_message', (message) => void ledger.see(message));
      connected.socket.on('message_status_update', ({ id, status }) => void ledger.hearStatus(id, status));
      connected.socket.on('disconnect', () => {
        if (client === connected) client = null;
      });
      client = connected;
      for (const entry of outbox) void ask(connected, entry);
    },

    disconnect(): void {
      client?.socket.disconnect();
      client = null;
    },

    /** Reads what it missed, back to where nothing is news. */
    async catchUp(customers: readonly string[]): Promise<void> {
      for (const customer of customers) {
        let read = await page(customer);
        while (read.map(ledger.see).includes(true)) read = await page(customer, read[0]?.id);
      }
    },

    async markRead(customer: string): Promise<void> {
      const last = (await page(customer)).findLast(({ isOutgoing }) => !isOutgoing);
      if (last) await client?.ask('mark_read', { conversationId: last.conversationId, upTo: last.id });
    },

    /** The whole thread, oldest first. */
    async readAll(customer: string) {
      const all = await page(customer);
      for (let oldest = all[0]; oldest; ) {
        const older = await page(customer, oldest.id);
        all.unshift(...older);
        oldest = older[0];
      }
      return all;
    },

    /** All conversations, newest first. */
    async readList() {
      const answer = await client?.ask('get_conversations', { limit: 50 });
      if (!answer?.success) throw new Error(`reading the conversations was refused: ${answer?.error}`);
      return answer.data;
    },

    /** What the conversation says of its thread; `null` where there is none. */
    async readSummary(customer: string): Promise<Summary | null> {
      const answer = await client?.ask('get_conversations', { search: customer, limit: 1 });
      const conversation = answer?.success ? answer.data[0] : undefined;
      if (!conversation?.lastMessage) return null;
      const { content, status } = conversation.lastMessage;
      const { totalMessages } = await read(customer);
      return { totalMessages, unreadCount: conversation.unreadCount, lastMessage: { content, status } };
    },
  };

  async function page(customer: string, before?: string) {
    return (await read(customer, before)).messages;
  }

  async function read(customer: string, before?: string) {
    const query = { fromNumber: business, toNumber: customer, limit: 100, ...(before ? { before } : {}) };
    const answer = await client?.ask('get_messages_between', query);
    if (!answer) throw new Error('the agent is not connected');
    if (!answer.success) throw new Error(`reading a thread was refused: ${answer.error}`);
    return answer.data;
  }

  async function ask(via: Client, entry: Entry): Promise<void> {
    const { text, customer } = entry.message;
    entry.isAsked = true;
    try {
      const answer = await via.ask('send_message', {
        to: customer,
        message: text,
        clientMessageId: text.slice(0, 100),
      });
      if (outbox.includes(entry)) outbox.splice(outbox.indexOf(entry), 1);
      if (answer.success) Object.assign(entry, { isTaken: true, id: answer.id });
      else ledger.refusals.push(`${text.slice(0, 60)}: ${answer.code} ${answer.error}`);
    } catch {
      // Without an answer it stays in the outbox. A connection that gives none is of no use.
      entry.isAsked = false;
      via.socket.disconnect();
    }
  }
}

export type Agent = ReturnType<typeof createAgent>;
