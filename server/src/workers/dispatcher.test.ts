import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OutgoingMessage, SendOutcome, WhatsAppSession } from '../domain/ports/whatsapp.ts';
import { createLog } from '../log.ts';
import { alone } from '../peers/alone.ts';
import { createClock } from '../runtime.ts';
import { noFiles } from '../storage/files/noFiles.ts';
import { startDomain } from '../testing/startDomain.ts';
import { waitFor } from '../testing/waitFor.ts';
import { written } from '../testing/written.ts';
import { createDispatcher } from './dispatcher.ts';

const phoneNumber = '+4915111111111';
const whole = { phoneNumber, lid: '111' };

let test: Awaited<ReturnType<typeof startDomain>>;
let dispatcher: ReturnType<typeof createDispatcher>;
let isActive: boolean;
/** What was handed to WhatsApp, in order, and how it answers. */
let given: { content: string; answer: (outcome: SendOutcome) => void }[];

beforeEach(async () => {
  test = await startDomain();
  given = [];
  const session: WhatsAppSession = {
    send({ content }: OutgoingMessage) {
      const { promise, resolve } = Promise.withResolvers<SendOutcome>();
      given.push({ content, answer: resolve });
      return promise;
    },
    fetchMedia: async () => ({ outcome: 'gone' }),
    markRead: async () => true,
    setTyping: async () => undefined,
    requestPairingCode: async () => undefined,
    returnToQr: async () => undefined,
    close: async () => undefined,
    logout: async () => undefined,
  };
  const { storage, facts, domain } = test;
  isActive = false;
  const activeSession = () => (isActive ? session : null);
  const log = createLog('silent');
  const activeChannels = () => (isActive ? [test.channel] : []);
  dispatcher = createDispatcher({
    storage,
    ...noFiles,
    facts,
    domain,
    activeSession,
    activeChannels,
    peers: alone,
    clock: createClock(),
    log,
  });
});
afterEach(async () => {
  await dispatcher.close();
  await test.close();
});

const contents = () => given.map(({ content }) => content);
const accept = (index: number): void => given[index]?.answer({ outcome: 'accepted', at: Date.now() });

/** A customer of two conversations, and what waits in them in this order, until the number is there: `l1 p1 l2 p2 l3`. */
async function setTwo(): Promise<void> {
  const { domain, channel, actor } = test;
  await domain.messages.receive(channel, written({ phoneNumber: null, lid: '111' }, 'Hello'));
  const [conversation] = (await domain.conversations.list(actor, { limit: 10 })).data;
  for (const message of ['l1', 'p1', 'l2', 'p2', 'l3']) {
    const to = message.startsWith('l') ? { conversationId: conversation?.id } : { to: phoneNumber };
    await domain.messages.send(actor, { ...to, message, messageType: 'text' });
  }
  isActive = true;
  await domain.channels.applyState(channel, { status: 'active', phoneNumber: '+4930123456' });
}

describe('what waits in two conversations that become one', () => {
  it('goes out once and by time, after what is on its way in either', async () => {
    await setTwo();
    await waitFor('both to begin', () => given.length === 2);
    expect(contents().toSorted()).toEqual(['l1', 'p1']);
    await test.domain.contacts.learn(test.channel.workspaceId, whole);

    accept(contents().indexOf('p1'));
    const isSent = async () => {
      const { data } = await test.domain.messages.between(test.actor, {
        ...{ fromNumber: '+4930123456', toNumber: phoneNumber, limit: 10, offset: 0 },
      });
      return data.messages.some(({ content, status }) => content === 'p1' && status === 'sent');
    };
    await waitFor('the one', isSent);
    // The other one is still on its way.
    expect(given).toHaveLength(2);
    accept(contents().indexOf('l1'));
    for (const [index, next] of ['l2', 'p2', 'l3'].entries()) {
      await waitFor(next, () => given.length === index + 3);
      expect(contents().slice(2)).toEqual(['l2', 'p2', 'l3'].slice(0, index + 1));
      accept(index + 2);
    }
    await waitFor('all of them', async () => {
      const [conversation, ...others] = (await test.domain.conversations.list(test.actor, { limit: 10 })).data;
      return others.length === 0 && conversation?.lastMessage?.status === 'sent';
    });
    expect(given).toHaveLength(5);
  });

  it('is tried again under the survivor where nobody knows what became of it', async () => {
    await setTwo();
    await waitFor('both to begin', () => given.length === 2);
    await test.domain.contacts.learn(test.channel.workspaceId, whole);
    given[contents().indexOf('l1')]?.answer({ outcome: 'unknown' });
    accept(contents().indexOf('p1'));
    await waitFor('the second try', () => given.length === 3);
    expect(contents()[2]).toBe('l1');
    accept(2);
    await waitFor('the next one', () => given.length === 4);
    expect(contents()[3]).toBe('l2');
  });
});
