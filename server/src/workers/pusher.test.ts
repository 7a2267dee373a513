import type { Fact } from '@erp-whatsapp/shared/facts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PushOwner } from '../domain/ports/push.ts';
import type { Facts } from '../domain/ports/runtime.ts';
import type { IncomingMessage } from '../domain/ports/whatsapp.ts';
import { createFacts } from '../facts.ts';
import { createLog } from '../log.ts';
import { alone } from '../peers/alone.ts';
import { createPushService } from '../push/createPushService.ts';
import { createClock } from '../runtime.ts';
import { createCipher } from '../security/cipher.ts';
import { type PushReceiver, startPushReceiver, type TestBrowser } from '../testing/pushReceiver.ts';
import { startDomain } from '../testing/startDomain.ts';
import { waitFor } from '../testing/waitFor.ts';
import { written } from '../testing/written.ts';
import { createPusher } from './pusher.ts';

const pause = 400;

let receiver: PushReceiver;
let world: Awaited<ReturnType<typeof startDomain>>;
let pusher: ReturnType<typeof createPusher>;
/** What the pusher hears; `held`: what it is to hear later. */
let told: Facts;
let held: Fact[] | null;
/** Messages that the pusher read again before it told of them. */
let looked: string[];

beforeEach(async () => {
  [receiver, world] = await Promise.all([startPushReceiver(), startDomain()]);
  const { storage } = world;
  const log = createLog('silent');
  told = createFacts(log, alone);
  held = null;
  world.facts.subscribe((fact) => (held === null ? told.publish(fact) : held.push(fact)));
  const cipher = createCipher(Buffer.alloc(32, 7));
  const services = [receiver.origin];
  const push = createPushService({ secrets: storage.secrets, cipher, services, contact: 'mailto:a@example.com' });
  looked = [];
  const messages: typeof storage.messages = {
    ...storage.messages,
    get: (workspaceId, id) => {
      looked.push(id);
      return storage.messages.get(workspaceId, id);
    },
  };
  pusher = createPusher({
    ...{ push, log, pause, facts: told, clock: createClock() },
    storage: { ...storage, messages },
  });
});
afterEach(async () => {
  await pusher.close();
  await world.close();
  await receiver.close();
});

describe('a customer’s message', () => {
  it('reaches the browsers of the workspace alone, encrypted and signed, once', async () => {
    const [mine, noText, gone] = [await addBrowser(), await addBrowser({ showsText: false }), await addBrowser()];
    const stranger = await addBrowser({ workspaceId: 'another' });
    await world.storage.signIns.remove(gone.owner.signInId);
    await receive('+4915111111111', 'Hello there', { pushName: 'Ana' });
    const [got] = await waitFor('the push', () => (mine.received.length > 0 ? mine.received : null));
    expect(got).toMatchObject({ isSigned: true, message: { name: 'Ana', text: 'Hello there' } });
    expect(got?.headers).toMatchObject({ 'content-encoding': 'aes128gcm', urgency: 'high' });
    await waitFor('the other push', () => noText.received.length > 0);
    expect(noText.received[0]?.message).toMatchObject({ name: 'Ana', text: null });
    await pusher.close();
    expect([mine, noText, gone, stranger].map(({ asked }) => asked())).toEqual([1, 1, 0, 0]);
  });

  it('that is a file without words is told of as what it is', async () => {
    const browser = await addBrowser();
    const media = { mimeType: null, fileName: null, size: null, width: null, height: null };
    await receive('+4915111111111', '', { messageType: 'image', media });
    await receive('+4915122222222', '', { messageType: 'document', media });
    await waitFor('both', () => texts(browser).length === 2);
    expect(texts(browser).toSorted()).toEqual(['Document', 'Photo']);
  });

  it('is told of once in a while, as the newest of its conversation, and not when it was read meanwhile', async () => {
    const browser = await addBrowser();
    const tellAtOnce = holdFacts();
    for (const text of ['One', 'Two', 'Three']) await receive('+4915111111111', text);
    tellAtOnce();
    await receive('+4915122222222', 'Elsewhere');
    await waitFor('both', () => ['Three', 'Elsewhere'].every((text) => texts(browser).includes(text)));
    expect(texts(browser).toSorted()).toEqual(['Elsewhere', 'One', 'Three']);

    const tellLater = holdFacts();
    await receive('+4915111111111', 'Four');
    const newest = await findNewest('Four');
    await world.domain.conversations.markRead(world.actor, { conversationId: newest.conversationId, upTo: newest.id });
    tellLater();
    await waitFor('its turn', () => looked.includes(newest.id));
    await pusher.close();
    expect(texts(browser)).not.toContain('Four');
  });

  it('is not told to whoever muted its conversation, nor of what is old, nor of one’s own', async () => {
    const [quiet, awake] = [await addBrowser(), await addBrowser()];
    await receive('+4915111111111', 'First');
    await waitFor('both', () => quiet.asked() + awake.asked() === 2);
    const { conversationId } = await findNewest('First');
    const muted = { list: 'muted', conversationId, most: 9 } as const;
    await addUserOf(quiet.owner);
    await world.storage.users.addPreference(quiet.owner.workspaceId, quiet.owner.userId, muted);
    await receive('+4915111111111', 'Second');
    await waitFor('the second', () => texts(awake).includes('Second'));
    await receive('+4915122222222', 'Long ago', { isLive: false, sentAt: Date.now() - 3_600_000 });
    await world.domain.messages.send(world.actor, { to: '+4915133333333', message: 'Mine', messageType: 'text' });
    await receive('+4915144444444', 'Last');
    await waitFor('the last', () => texts(awake).includes('Last') && texts(quiet).includes('Last'));
    expect(texts(quiet)).toEqual(['First', 'Last']);
    expect(texts(awake).toSorted()).toEqual(['First', 'Last', 'Second']);
  });

  it('is told to others though one push service hangs, and never again where nobody is any more', async () => {
    const [lost, dumb, fine] = [await addBrowser(), await addBrowser(), await addBrowser()];
    lost.answer(410);
    dumb.answer('never');
    await receive('+4915111111111', 'Hello');
    await waitFor('the push', () => texts(fine).includes('Hello'));
    const left = () => world.storage.pushes.list(world.channel.workspaceId, Date.now(), 10);
    await waitFor('the end of what is lost', async () => (await left()).length === 2);
    await receive('+4915122222222', 'Again');
    await waitFor('the next push', () => texts(fine).includes('Again'));
    expect(lost.asked()).toBe(1);
    dumb.answer(201);
    receiver.drop();
  });
});

/** What happens from now on is told all at once, when the returned function is called. */
function holdFacts(): () => void {
  const waiting: Fact[] = [];
  held = waiting;
  return () => {
    held = null;
    for (const fact of waiting) told.publish(fact);
  };
}

async function addBrowser({ workspaceId = world.channel.workspaceId, showsText = true } = {}) {
  const browser = receiver.addBrowser();
  const id = crypto.randomUUID();
  const owner: PushOwner = { workspaceId, userId: `u-${id}`, signInId: id };
  await world.storage.signIns.create({
    id,
    workspaceId,
    userId: owner.userId,
    current: [id],
    former: null,
    formerUntil: null,
    expiresAt: Date.now() + 3_600_000,
    userAgent: null,
    createdAt: null,
    usedAt: null,
  });
  const { endpoint, keys } = browser.subscription;
  await world.storage.pushes.set(owner, { endpoint, ...keys, showsText });
  return { ...browser, owner };
}

async function addUserOf({ workspaceId, userId }: PushOwner): Promise<void> {
  await world.storage.users.create({
    ...{ id: userId, workspaceId, name: 'Una', email: `${userId}@example.com`, role: 'agent' },
    ...{ passwordHash: 'hash', isActive: true, lastSeenAt: null },
  });
}

function texts({ received }: TestBrowser): (string | null)[] {
  return received.map(({ message }) => message.text);
}

async function findNewest(content: string) {
  return waitFor('the message', () =>
    world.heard
      .flatMap((fact) => (fact.name === 'message:created' ? [fact.payload.message] : []))
      .find((message) => message.content === content),
  );
}

async function receive(phoneNumber: string, content: string, change: Partial<IncomingMessage> = {}): Promise<void> {
  await world.domain.messages.receive(
    world.channel,
    written({ phoneNumber, lid: null }, content, { pushName: null, whatsappId: crypto.randomUUID(), ...change }),
  );
}
