import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { waitFor } from '../../../testing/waitFor.ts';
import { type Chat, createChat } from './testing/createChat.ts';
import { type KillPoint, receivingPoints, sendingPoints } from './testing/killPoints.ts';
import { patience } from './testing/numberProcess.ts';
import { type Rig, startRig } from './testing/startRig.ts';

/** What the processes die of. Long, so that its frame is longer than any other. */
const straw = `the last straw ${'.'.repeat(300)}`;

let rig: Rig;

beforeAll(async () => {
  rig = await startRig();
  await rig.link();
});

beforeEach(() => {
  rig.takeComplaints();
});

afterEach(async ({ task }) => {
  // Whatever state it is in, the next test shall not have it.
  if (task.result?.state === 'fail') await (await rig.running()).kill();
});

afterAll(() => rig?.close());

/** A chat in which something was said in both directions. */
async function createLivelyChat(addressing: 'pn' | 'lid'): Promise<Chat> {
  const chat = await createChat(rig, addressing);
  await chat.send('before');
  await chat.write('an answer');
  await chat.settle();
  return chat;
}

async function isShown(customer: string, wanted: string): Promise<boolean> {
  return (await rig.control.thread(customer, rig.business)).some(({ text }) => text === wanted);
}

async function untilShown(customer: string, wanted: string): Promise<void> {
  await waitFor('it to have reached the customer', () => isShown(customer, wanted), patience);
}

/** WhatsApp has the first copy and nobody here knows: it is sent again under the same id. */
const twice = (text: string) => (text === straw ? 2 : 1);

test('killed when WhatsApp has got the keys of a new link, a number can read what is written with them', async () => {
  const fresh = await startRig();
  try {
    await fresh.kill({ point: 'keys out' }, fresh.link);
    const chat = await createChat(fresh, 'pn');
    await chat.write('a first message');
    await (await fresh.takeOver()).untilActive();
    await chat.expectWhole();
  } finally {
    await fresh.close();
  }
});

describe('a process killed while it sends', () => {
  test.each([
    { point: 'half encrypted', devices: 'kept', addressing: 'pn', mostCopies: undefined },
    { point: 'frame due', devices: 'kept', addressing: 'lid', mostCopies: undefined },
    { point: 'frame out', devices: 'kept', addressing: 'pn', mostCopies: twice },
    { point: 'frame out', devices: 'forgotten', addressing: 'lid', mostCopies: twice },
    { point: 'tick told', devices: 'kept', addressing: 'lid', mostCopies: undefined },
  ] as const)('$point, devices $devices ($addressing)', async ({ point, devices, addressing, mostCopies }) => {
    const chat = await createLivelyChat(addressing);
    await rig.kill({ point, straw }, () => chat.send(straw));
    if (point === 'frame out') await untilShown(chat.customer, straw);

    await rig.takeOver({ keepsDevices: devices === 'kept' });
    await chat.send(straw);
    await chat.send('after');
    await chat.write('and back');
    await chat.expectWhole(mostCopies);
  });

  test.each([
    { point: 'frame due', devices: 'kept', addressing: 'pn', mostCopies: undefined },
    { point: 'frame out', devices: 'kept', addressing: 'lid', mostCopies: twice },
    { point: 'frame out', devices: 'forgotten', addressing: 'pn', mostCopies: twice },
  ] as const)('a new customer’s first message: $point, devices $devices ($addressing)', async (how) => {
    const chat = await createChat(rig, how.addressing);
    await rig.kill({ point: how.point, straw }, () => chat.send(straw));
    if (how.point === 'frame out') {
      await untilShown(chat.customer, straw);
      await chat.write('a reply to what nobody knows to have sent');
    }

    await rig.takeOver({ keepsDevices: how.devices === 'kept' });
    await chat.send(straw);
    await chat.write('a reply');
    await chat.expectWhole(how.mostCopies);
  });

  test('what is under way on the old Signal sessions does not spoil the new ones of the next process', async () => {
    const chat = await createLivelyChat('pn');
    await rig.kill({ point: 'half encrypted', straw }, () => chat.send(straw));
    // They arrive when the new sessions are open and in use.
    await rig.control.must('POST', '/faults', { kind: 'latency', number: chat.customer, ms: 500 });
    for (const text of ['queued', 'queued too', 'queued as well']) await chat.write(text);

    await rig.takeOver();
    await chat.send(straw);
    await untilShown(chat.customer, straw);
    await chat.write('on a new session');
    await rig.control.must('DELETE', '/faults');
    for (const text of ['one', 'two', 'three']) {
      await chat.send(`${text} from us`);
      await chat.write(`${text} from the customer`);
    }
    await chat.expectWhole();
  });
});

describe('a process killed while it sends again what a device asked for', () => {
  // Its second frame is the repetition.
  test.each([
    { point: 'frame out', times: 2, addressing: 'pn' },
    { point: 'refusal told', times: 1, addressing: 'lid' },
  ] as const)('and WhatsApp refuses: $point ($addressing)', async ({ point, times, addressing }) => {
    const chat = await createLivelyChat(addressing);
    await killRepeating(chat, { point, times });

    await rig.takeOver({ keepsDevices: true });
    await waitFor('the refusal', async () => (await statusOf(chat)) === 'failed', patience);
    await rig.control.must('DELETE', '/faults');
    expect(await isShown(chat.customer, straw)).toBe(false);
  });

  test('and WhatsApp takes it by the time of the next process', async () => {
    const chat = await createLivelyChat('pn');
    await killRepeating(chat, { point: 'refusal told', times: 1 });
    await rig.control.must('DELETE', '/faults');

    await rig.takeOver();
    await untilShown(chat.customer, straw);
    await chat.send('after');
    // What a phone asks for goes to all again, the business's own phone among them.
    await chat.expectWhole(twice);
  });

  /** Dies of a repetition that WhatsApp refuses. */
  async function killRepeating(chat: Chat, death: { point: KillPoint; times: number }): Promise<void> {
    const { customer } = chat;
    await rig.control.must('PATCH', `/customers/${customer}`, { online: false });
    await rig.kill({ ...death, straw }, async () => {
      await chat.send(straw);
      await waitFor('it to be sent', async () => (await statusOf(chat)) === 'sent', patience);
      await rig.control.must('POST', '/faults', { kind: 'retry-receipts', number: customer });
      await rig.control.must('POST', '/faults', { kind: 'reject-sends', number: customer, code: 479 });
      await rig.control.must('PATCH', `/customers/${customer}`, { online: true });
    });
  }

  async function statusOf({ customer }: Chat): Promise<string | undefined> {
    const thread = await (await rig.running()).thread(rig.business, customer);
    return thread.find(({ content }) => content === straw)?.status;
  }
});

describe('a process killed while it receives', () => {
  test.each(['before commit', 'after commit', 'receipt out', 'stored'] as const)(
    'from a customer it knows: %s',
    async (point) => {
      const chat = await createLivelyChat('pn');
      await rig.kill({ point, straw }, () => chat.write(straw));
      await chat.write('while nobody was there');

      await rig.takeOver();
      await chat.send('after');
      await chat.expectWhole();
    },
  );

  test.each(['after commit', 'receipt out'] as const)('a stranger’s first message: %s', async (point) => {
    const chat = await createChat(rig, 'lid');
    await rig.kill({ point, straw }, () => chat.write(straw));

    await rig.takeOver({ keepsDevices: true });
    await chat.send('an answer');
    await chat.write('and more');
    await chat.expectWhole();
  });

  test('what is typed on the business’s own phone: receipt out', async () => {
    const chat = await createLivelyChat('lid');
    await chat.type('typed');
    await chat.settle();
    await rig.kill({ point: 'receipt out', straw }, () => chat.type(straw));

    await rig.takeOver({ keepsDevices: true });
    await chat.type('typed again');
    await chat.settle();
    await chat.expectWhole();
  });

  const five = ['one', 'two', 'three', 'four', 'five'].map((number) => `${straw} ${number}`);

  test.each([
    { what: 'the first is about to be stored', point: 'told', times: 1 },
    { what: 'WhatsApp has the receipts for all and none is stored', point: 'receipt out', times: five.length },
  ] as const)('five that had waited: $what', async ({ point, times }) => {
    const chat = await createLivelyChat('pn');
    await (await rig.running()).kill();
    for (const text of five) await chat.write(text);
    await rig.takeOver();
    await rig.kill({ point, straw, times }, async () => undefined);

    await rig.takeOver();
    await chat.send('after');
    await chat.expectWhole();
  });
});

test('killed again and again while messages cross, a number loses nothing and doubles nothing', async () => {
  const chats = [await createChat(rig, 'pn'), await createChat(rig, 'lid')];
  const rounds = [...sendingPoints, ...receivingPoints];
  const everyone = (work: (chat: Chat) => Promise<void>) => Promise.all(chats.map(work));

  for (const [round, point] of rounds.entries()) {
    const name = (text: string) => `${round}: ${text}`;
    const isSent = sendingPoints.some((sending) => sending === point);
    const out = ['out', isSent ? straw : 'out too', 'out last'].map(name);
    const back = ['back', isSent ? 'back too' : straw, 'back last'].map(name);

    await rig.kill({ point, straw: name(straw) }, () =>
      Promise.allSettled([everyone((chat) => inOrder(out, chat.send)), everyone((chat) => inOrder(back, chat.write))]),
    );
    await rig.takeOver({ keepsDevices: round % 2 === 0 });
    // What was accepted is accepted once.
    await everyone((chat) => inOrder(out, chat.send));
  }

  // How often one was in doubt depends on what the next process got done in its short life.
  for (const chat of chats) await chat.expectWhole(() => rounds.length);
}, 90_000);

describe('what the tests above are for is seen by them', () => {
  test('without its journal a process loses a message that WhatsApp has the receipt for', async () => {
    const chat = await createLivelyChat('pn');
    await rig.kill({ point: 'receipt out', straw }, () => chat.write(straw));

    await rig.takeOver({ weakness: 'no journal' });
    await chat.write('after');
    await waitFor('what came after', () => chat.hasReceived('after'), patience);
    expect(await chat.hasReceived(straw)).toBe(false);

    await rig.takeOver();
    await waitFor('what the journal has kept', () => chat.hasReceived(straw), patience);
  });

  test('keys that are written after their frame are used twice, and phones drop what comes second', async () => {
    await rig.takeOver({ weakness: 'late commits' });
    const chat = await createLivelyChat('pn');
    await rig.kill({ point: 'frame out', straw }, () => chat.send(straw));

    await rig.takeOver({ keepsDevices: true });
    await chat.send('after');
    await untilComplaint(/used up/);
  });

  test('a session that is written after its first frame is gone, and the reply can’t be read', async () => {
    await rig.takeOver({ weakness: 'late commits' });
    const chat = await createChat(rig, 'pn');
    await rig.kill({ point: 'frame out', straw }, () => chat.send(straw));
    await untilShown(chat.customer, straw);
    await chat.write('a reply');

    await rig.takeOver({ keepsDevices: true });
    await untilComplaint(/failed to decrypt/);
  });

  async function untilComplaint(pattern: RegExp): Promise<void> {
    await waitFor(`${pattern}`, () => rig.complaints().some((line) => pattern.test(line)), patience);
  }
});

async function inOrder(texts: string[], work: (text: string) => Promise<void>): Promise<void> {
  for (const text of texts) await work(text);
}
