import { setTimeout as pause } from 'node:timers/promises';
import type { ErpPayload, ErpRequest } from '@erp-whatsapp/shared/dialects/erp';
import { type Client, connect } from '../clients.ts';
import { type Credentials, signIn } from '../console.ts';
import type { Business } from './population.ts';

/** How long agents stay and stay away, in milliseconds. */
export type Habits = { stays: [least: number, most: number]; leaves: [least: number, most: number] };

/** An access token is good for 15 minutes, in milliseconds with time to spare. */
const tokenAge = 13 * 60_000;
const typingTime = 500;
/** How soon those who wait hear that they are to leave, in milliseconds. */
const tick = 50;

/** Agents who come, work and go until they are told to leave. */
export function createCrowd(url: string, habits: Habits) {
  const present = new Map<Business, Set<Client>>();
  const figures = { came: 0, crashed: 0, answered: 0 };
  const failures: string[] = [];
  let isOver = false;
  let living: Promise<void>[] = [];

  return {
    figures,
    /** What was refused or not answered. */
    failures,
    countPresent: () => [...present.values()].reduce((sum, { size }) => sum + size, 0),

    start(businesses: Business[]): void {
      living = businesses.flatMap((business) => {
        present.set(business, new Set());
        return business.agents.map((credentials) => live(business, credentials));
      });
    },

    /** One of those who are there answers a customer. @returns whether anybody is there */
    async answer(business: Business, customer: string, message: string): Promise<boolean> {
      const here = [...(present.get(business) ?? [])];
      const client = here[Math.floor(Math.random() * here.length)];
      if (!client) return false;
      const sent = await ask(client, 'send_message', { to: customer, message });
      if (sent) figures.answered += 1;
      return true;
    },

    /** Resolves when all have gone. */
    async leave(): Promise<void> {
      isOver = true;
      await Promise.all(living);
    },
  };

  async function live(business: Business, credentials: Credentials): Promise<void> {
    let token = { value: '', since: Number.NEGATIVE_INFINITY };
    await rest(Math.random() * habits.leaves[1]);
    while (!isOver) {
      try {
        if (Date.now() - token.since > tokenAge) {
          token = { value: (await signIn({ url }, credentials)).token, since: Date.now() };
        }
        await visit(business, token.value);
      } catch (error) {
        failures.push(error instanceof Error ? error.message : String(error));
      }
      await rest(between(habits.leaves));
    }
  }

  /** As a console: reads the list, opens a thread, types, marks it read, is there a while, and closes or breaks off. */
  async function visit(business: Business, token: string): Promise<void> {
    const client = await connect(url, { token });
    // All that is heard would be kept, in this process.
    let forgetting: NodeJS.Timeout | undefined;
    try {
      const { seq } = await client.next('authenticated');
      forgetting = setInterval(() => client.heard.splice(0), 1_000);
      figures.came += 1;
      const list = await client.ask('get_conversations', { limit: 50 });
      const conversation = list.success ? list.data[0] : undefined;
      if (conversation) await read(client, conversation.id);
      present.get(business)?.add(client);
      await rest(between(habits.stays));
      present.get(business)?.delete(client);
      await ask(client, 'sync', { since: seq });
    } finally {
      present.get(business)?.delete(client);
      clearInterval(forgetting);
      if (Math.random() < 0.5) client.socket.disconnect();
      else {
        figures.crashed += 1;
        client.socket.io.engine.close();
      }
    }
  }

  async function read(client: Client, conversationId: string): Promise<void> {
    await ask(client, 'join_conversation', { conversationId });
    const page = await client.ask('get_messages_between', { conversationId, limit: 50 });
    const last = page.success ? page.data.messages.findLast(({ isOutgoing }) => !isOutgoing) : undefined;
    if (last) await ask(client, 'mark_read', { conversationId, upTo: last.id });
    await ask(client, 'typing', { conversationId, isTyping: true });
    await rest(typingTime);
    await ask(client, 'typing', { conversationId, isTyping: false });
  }

  async function ask<E extends ErpRequest>(client: Client, event: E, payload: ErpPayload<E>): Promise<boolean> {
    try {
      const answer = await client.ask(event, payload);
      if (!answer.success) failures.push(`${event}: ${answer.code} ${answer.error}`);
      return answer.success;
    } catch (error) {
      // Who answers may be gone by then: the message is kept, its answer is not heard.
      if (client.socket.connected) failures.push(error instanceof Error ? error.message : String(error));
      return false;
    }
  }

  /** Ends early when all are to leave. */
  async function rest(time: number): Promise<void> {
    for (const end = Date.now() + time; Date.now() < end && !isOver; ) await pause(tick);
  }
}

export type Crowd = ReturnType<typeof createCrowd>;

function between([least, most]: [number, number]): number {
  return least + Math.random() * (most - least);
}
