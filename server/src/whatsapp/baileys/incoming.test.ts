import type { BinaryNode, WAMessage } from 'baileys';
import { expect, test } from 'vitest';
import type { IncomingMessage } from '../../domain/ports/whatsapp.ts';
import { waitFor } from '../../embedded/whatsapp/testing/waitFor.ts';
import { createLog } from '../../log.ts';
import { createIdentities } from './identities.ts';
import { createIncoming } from './incoming.ts';
import { createTeller } from './teller.ts';

const log = createLog('silent');
const customer = '4915111111111@s.whatsapp.net';

function open() {
  const told: IncomingMessage[] = [];
  const nothing = async () => undefined;
  const incoming = createIncoming({
    channelId: 'channel',
    events: {
      onMessage: async (message) => void told.push(message),
      ...{ onState: nothing, onStatus: nothing, onIdentity: nothing, onTyping: nothing },
    },
    teller: createTeller(log, 'channel'),
    identities: createIdentities({ read: async () => new Map() }),
    journal: { markStored: () => undefined },
    me: () => ({ id: '4930123456:1@s.whatsapp.net', lid: '99:1@lid' }),
    clock: { now: Date.now, elapsed: () => performance.now() },
    log,
  });
  return { incoming, told };
}

const stanza: BinaryNode = {
  tag: 'message',
  attrs: { from: customer, id: 'A1', t: '1700000000', notify: 'Ana', type: 'text' },
  content: [{ tag: 'unavailable', attrs: {} }],
};
const key = { remoteJid: customer, id: 'A1', fromMe: false };

test('what can’t be read is told once as that, and as what it says when the phone repeats it', async () => {
  const { incoming, told } = open();
  expect(await incoming.takeUnread(stanza)).toBe(true);
  // Baileys tells of it, too, as of something that it can't read.
  const stub: WAMessage = { key, messageStubType: 2, messageTimestamp: 1_700_000_000 };
  incoming.takeUpsert([stub]);
  incoming.takeUpsert([{ key, message: { conversation: 'Repeated' }, messageTimestamp: 1_700_000_000 }]);
  await waitFor('both', () => told.length >= 2);
  const person = {
    customer: { phoneNumber: '+4915111111111', lid: null },
    whatsappId: 'A1',
    sentAt: 1_700_000_000_000,
  };
  expect(told).toEqual([
    expect.objectContaining({ ...person, isPlaceholder: true, messageType: 'system', pushName: 'Ana' }),
    expect.objectContaining({ ...person, isPlaceholder: false, messageType: 'text', content: 'Repeated' }),
  ]);
});

test.each([
  ['between the business’s own devices', { ...stanza.attrs, from: '4930123456@s.whatsapp.net', category: 'peer' }],
  [
    'to the business itself',
    { ...stanza.attrs, from: '4930123456@s.whatsapp.net', recipient: '4930123456@s.whatsapp.net' },
  ],
])('what can’t be read and was %s is nothing for people', async (_, attrs) => {
  const { incoming, told } = open();
  expect(await incoming.takeUnread({ ...stanza, attrs })).toBe(true);
  expect(told).toEqual([]);
});
