import type { MessageStatus } from '@erp-whatsapp/shared/message';
import { expect, it } from 'vitest';
import type { Client, Heard } from '../testing/clients.ts';
import type { Simulator } from '../testing/console.ts';
import { waitFor } from '../testing/waitFor.ts';

/** A chat that goes on in one workspace, and somebody of another one. */
export type Scene = {
  business: string;
  customer: string;
  /** A customer whose number WhatsApp hides. */
  hiddenCustomer: string;
  /** Nobody at WhatsApp. */
  nobody: string;
  simulator: Simulator;
  /** Sends, reads and types. */
  console: Client;
  /** What a client listens to. */
  places: Places;
  hiddenPlaces: Places;
  /** The same of the other workspace. */
  foreignPlaces: Places;
  /** A program’s socket, in the workspace or in the other one; closed when the test ends. */
  connect: (where?: 'there') => Promise<Client>;
};

export type Places = { conversationId: string; customerId: string; channelId: string };

/** What one heard event says, whatever its words. */
export type Said =
  | { about: 'message'; id: string; content: string; isOutgoing: boolean; timestamp: string }
  | { about: 'status'; id: string; status: MessageStatus; error?: string | undefined }
  | { about: 'something else' };

/** One client vocabulary over Socket.IO, as a program speaks it that knows no other one. */
export type Vocabulary = {
  name: string;
  /** Everything that it may ever hear. */
  events: readonly string[];
  /** Which messages it is told of beside those of customers. */
  hears: { sentHere: boolean; ownPhone: boolean };
  /** Asks for what happens there. Resolves when that is answered. */
  listen: (client: Client, places: Places) => Promise<void>;
  /** Asks for no more of it. */
  leave: (client: Client, places: Places) => Promise<void>;
  /** Asks for something that has not the form of any place. */
  askNonsense: (client: Client) => void;
  read: (heard: Heard) => Said;
};

/** What holds for each vocabulary: the same chat, told once in its own words. */
export function describeVocabulary(vocabulary: Vocabulary, scene: () => Scene): void {
  let count = 0;
  const nextText = () => {
    count += 1;
    return `${vocabulary.name} ${count}`;
  };
  const read = (client: Client): Said[] => client.heard.map(vocabulary.read);
  const listMessages = (client: Client, content: string) =>
    read(client).flatMap((said) => (said.about === 'message' && said.content === content ? [said] : []));
  const listStatuses = (client: Client, id: string) =>
    read(client).flatMap((said) => (said.about === 'status' && said.id === id ? [said] : []));
  const untilStatus = (client: Client, id: string, status: MessageStatus) =>
    waitFor(`${id} to be ${status}`, () => listStatuses(client, id).find((said) => said.status === status));
  const untilTold = (client: Client, text: string) => waitFor(text, () => listMessages(client, text)[0]);
  const listen = async (places = scene().places) => {
    const client = await scene().connect();
    await vocabulary.listen(client, places);
    return client;
  };
  const send = async (text: string, to = scene().customer) => {
    const sent = await scene().console.ask('send_message', { to, message: text });
    if (!sent.success) throw new Error(sent.error);
    return sent;
  };
  /** All that was told before a customer’s last word is there when that is. */
  const settle = async (client: Client) => {
    const { simulator, customer, business } = scene();
    const text = nextText();
    await simulator.write(customer, business, text);
    await untilTold(client, text);
  };

  it('tells what a customer writes, once, with its text and its time', async () => {
    const { simulator, customer, business, console } = scene();
    const client = await listen();
    const text = nextText();
    await simulator.write(customer, business, text);
    const told = await untilTold(client, text);
    const shown = await console.next('new_message', ({ content }) => content === text);
    expect(told).toMatchObject({ id: shown.id, isOutgoing: false, timestamp: shown.timestamp });
    await settle(client);
    expect(listMessages(client, text)).toHaveLength(1);
  });

  it('tells what is sent here, where it tells of that at all, once', async () => {
    const client = await listen();
    const text = nextText();
    const { id } = await send(text);
    await untilStatus(client, id, 'delivered');
    const told = listMessages(client, text);
    expect(told).toHaveLength(vocabulary.hears.sentHere ? 1 : 0);
    for (const message of told) expect(message).toMatchObject({ id, isOutgoing: true });
  });

  it('tells each step of what is sent once, and none backwards', async () => {
    const { simulator, customer, business } = scene();
    const client = await listen();
    const { id } = await send(nextText());
    await untilStatus(client, id, 'delivered');
    await simulator.read(customer, business);
    await untilStatus(client, id, 'read');
    await settle(client);
    const steps = listStatuses(client, id).map(({ status }) => status);
    const order: MessageStatus[] = ['pending', 'sent', 'delivered', 'read'];
    expect(steps).toEqual(order.filter((status) => steps.includes(status)));
  });

  it('tells why a message did not arrive', async () => {
    const { nobody, console } = scene();
    const sent = await send(nextText(), nobody);
    const places = await findPlaces(console, sent.conversationId);
    const client = await listen(places);
    const again = await send(nextText(), nobody);
    const failed = await untilStatus(client, again.id, 'failed');
    expect(failed.error).toBe('NOT_ON_WHATSAPP');
  });

  it('tells that what a customer wrote was read', async () => {
    const { simulator, customer, business, console } = scene();
    const client = await listen();
    const text = nextText();
    await simulator.write(customer, business, text);
    const { id } = await untilTold(client, text);
    const { conversationId } = await console.next('new_message', (message) => message.id === id);
    await console.ask('mark_read', { conversationId, upTo: id });
    await untilStatus(client, id, 'read');
  });

  it('tells what was typed on the business’s own phone, where it tells of that at all', async () => {
    const { simulator, customer, business, console } = scene();
    const client = await listen();
    const text = nextText();
    await simulator.call('POST', `/phones/${business}/messages`, { to: customer, text });
    await console.next('new_message', ({ content }) => content === text);
    await settle(client);
    const told = listMessages(client, text);
    expect(told).toHaveLength(vocabulary.hears.ownPhone ? 1 : 0);
    for (const message of told) expect(message).toMatchObject({ isOutgoing: true });
  });

  it('tells what is written from a hidden number', async () => {
    const { simulator, hiddenCustomer, business, hiddenPlaces } = scene();
    const client = await listen(hiddenPlaces);
    const text = nextText();
    await simulator.write(hiddenCustomer, business, text);
    expect(await untilTold(client, text)).toMatchObject({ isOutgoing: false });
  });

  it('tells all who listen the same', async () => {
    const clients = [await listen(), await listen()];
    const { id } = await send(nextText());
    for (const client of clients) await untilStatus(client, id, 'delivered');
    for (const client of clients) await settle(client);
    const [one, other] = clients.map((client) => client.heard.filter((heard) => isOf(heard, id)));
    expect(one).not.toEqual([]);
    expect(one).toEqual(other);
  });

  it('tells a program nothing that it did not ask for', async () => {
    const { simulator, customer, business } = scene();
    const idle = await scene().connect();
    const listening = await listen();
    const text = nextText();
    await simulator.write(customer, business, text);
    await untilTold(listening, text);
    await settle(listening);
    expect(idle.heard.map(({ event }) => event)).toEqual(['connected', 'authenticated']);
  });

  it('tells nothing more to who has left', async () => {
    const { simulator, customer, business, places } = scene();
    const client = await listen();
    await vocabulary.leave(client, places);
    const before = client.heard.length;
    const listening = await listen();
    const text = nextText();
    await simulator.write(customer, business, text);
    await untilTold(listening, text);
    await settle(listening);
    expect(client.heard.slice(before).filter((heard) => vocabulary.read(heard).about !== 'something else')).toEqual([]);
  });

  it('tells nothing in words of another vocabulary', async () => {
    const client = await listen();
    const { id } = await send(nextText());
    await untilStatus(client, id, 'delivered');
    await settle(client);
    const own = [...vocabulary.events, 'connected', 'authenticated'];
    expect(client.heard.map(({ event }) => event).filter((event) => !own.includes(event))).toEqual([]);
  });

  it('does not let anybody listen to another workspace', async () => {
    const { foreignPlaces, places, connect } = scene();
    for (const [client, foreign] of [
      [await connect(), foreignPlaces],
      [await connect('there'), places],
    ] as const) {
      await vocabulary.listen(client, foreign).catch(() => undefined);
      const refusal = await client.next('error');
      expect(refusal.code).toBe('NOT_FOUND');
    }
    const stranger = await connect('there');
    await vocabulary.listen(stranger, places).catch(() => undefined);
    await settle(await listen());
    expect(stranger.heard.filter((heard) => vocabulary.read(heard).about !== 'something else')).toEqual([]);
  });

  it('refuses what has no place in it, and goes on', async () => {
    const client = await scene().connect();
    vocabulary.askNonsense(client);
    const refusal = await client.next('error');
    expect(refusal).toMatchObject({ code: 'INVALID_INPUT', event: expect.any(String), message: expect.any(String) });
    await vocabulary.listen(client, scene().places);
    await settle(client);
  });
}

/** Where a conversation goes on. */
export async function findPlaces(console: Client, conversationId: string): Promise<Places> {
  const found = await console.ask('get_conversations', { ids: [conversationId] });
  const [conversation] = found.success ? found.data : [];
  if (!conversation) throw new Error(`there is no conversation ${conversationId}`);
  return { conversationId, customerId: conversation.customerId, channelId: conversation.channelId };
}

function isOf({ payload }: Heard, id: string): boolean {
  return typeof payload === 'object' && payload !== null && 'id' in payload && payload.id === id;
}
