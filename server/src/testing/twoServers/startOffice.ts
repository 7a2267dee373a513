import { managedUserSchema } from '@erp-whatsapp/shared/user';
import type { Client } from '../clients.ts';
import { connectAs, signIn } from '../console.ts';
import { createCall } from '../http.ts';
import type { ServerProcess } from '../spawnServer.ts';
import { waitFor } from '../waitFor.ts';
import { checkHearing } from './hearing.ts';
import { admin, type Pair, startPair } from './startPair.ts';

export const business = '+4930123456';
export const ana = '+4915111111111';
export const ben = { email: 'ben@example.com', name: 'Ben', role: 'agent', password: 'agent-password-1' };

/** Two servers, and an agent on each who watches the conversation with the same customer. */
export type Office = {
  pair: Pair;
  /** The first one works the number. */
  servers: [ServerProcess, ServerProcess];
  agents: [Client, Client];
  conversationId: string;
  /** The user that no agent here is signed in as. */
  benId: string;
  /** Both agents send and the customer writes, all at once; `during` happens in the middle. Resolves when both heard all. */
  chat: (name: string, during?: () => Promise<void>) => Promise<void>;
  /** Waits until both agents know that all of theirs was delivered, and fails where one heard anything twice or late. */
  check: () => Promise<void>;
  close: () => Promise<void>;
};

/** @param settings for both servers */
export async function startOffice(settings: Record<string, string> = {}): Promise<Office> {
  const pair = await startPair(settings);
  try {
    // At once, on a database that is empty.
    const servers: Office['servers'] = await Promise.all([pair.start(), pair.start()]);
    await pair.link(servers[0], business);
    await pair.simulator.addCustomer({ phoneNumber: ana, name: 'Ana' });
    const { token } = await signIn(servers[0], admin);
    const made = await createCall(() => servers[0])('POST', '/users', { token, body: ben });
    const agents: Office['agents'] = [await connectAs(servers[0], admin), await connectAs(servers[1], admin)];
    const sent = await agents[1].ask('send_message', { to: ana, message: 'Welcome' });
    if (!sent.success) throw new Error(sent.error);
    const { conversationId } = sent;
    for (const agent of agents) await agent.ask('join_conversation', { conversationId });
    return {
      pair,
      servers,
      agents,
      conversationId,
      benId: managedUserSchema.parse(made.body).id,
      async chat(name, during) {
        const turns = Array.from({ length: 12 }, (_, index) => index);
        const texts = turns.flatMap((turn) => [
          `${name} ${turn} from 0`,
          `${name} ${turn} from 1`,
          `${name} ${turn} from Ana`,
        ]);
        const speak = async (turn: number) => {
          if (turn === turns.length / 2) await during?.();
          for (const [index, agent] of agents.entries()) await send(agent, `${name} ${turn} from ${index}`);
          await pair.simulator.write(ana, business, `${name} ${turn} from Ana`);
        };
        await Promise.all(turns.map(speak));
        for (const agent of agents) await waitFor(`all of ${name}`, () => hasAll(agent, texts), 20_000);
      },
      async check() {
        for (const agent of agents) await waitFor('every tick', () => hasTicks(agent), 20_000);
        for (const agent of agents) checkHearing(agent);
      },
      async close() {
        for (const agent of agents) agent.socket.disconnect();
        await pair.close();
      },
    };
  } catch (error) {
    await pair.close();
    throw error;
  }
}

/** @returns the message's id */
export async function send(agent: Client, message: string): Promise<string> {
  const sent = await agent.ask('send_message', { to: ana, message });
  if (!sent.success) throw new Error(sent.error);
  return sent.id;
}

function hasAll(agent: Client, texts: string[]): boolean {
  const heard = new Set([...agent.all('message_sent'), ...agent.all('new_message')].map(({ content }) => content));
  return texts.every((text) => heard.has(text));
}

function hasTicks(agent: Client): boolean {
  const delivered = agent.all('message_status_update').filter(({ status }) => status === 'delivered');
  const ids = new Set(delivered.map(({ id }) => id));
  return agent.all('message_sent').every(({ id }) => ids.has(id));
}
