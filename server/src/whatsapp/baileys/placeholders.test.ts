import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { IncomingMessage, WhatsAppSession } from '../../domain/ports/whatsapp.ts';
import { createControl } from '../../embedded/whatsapp/testing/control.ts';
import { waitFor } from '../../embedded/whatsapp/testing/waitFor.ts';
import { lastState, linkRecorded, openRecorded, untilActive, type WhatsAppWorld } from '../recordedSession.contract.ts';
import { type BaileysRig, startBaileysRig } from './baileysRig.contract.ts';
import { createBaileysWorld } from './baileysWorld.contract.ts';

let rig: BaileysRig;
let world: WhatsAppWorld;
const open: WhatsAppSession[] = [];

beforeAll(async () => {
  rig = await startBaileysRig();
  world = createBaileysWorld(rig);
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((session) => session.close()));
});

afterAll(() => rig.close());

test('what can’t be read is neither asked for again nor let go before that is stored', async () => {
  let tries = 0;
  let isStorageThere = false;
  const stored: IncomingMessage[] = [];
  const recorded = openRecorded(
    world.way,
    {},
    {
      async onMessage(message) {
        tries += 1;
        if (!isStorageThere) throw new Error('storage is away');
        stored.push(message);
      },
    },
  );
  open.push(recorded.session);
  const business = await world.newBusiness();
  await linkRecorded(world, business, recorded);
  const customer = await world.newCustomer('lid');
  const control = createControl(rig.controlUrl);
  await control.must('POST', '/faults', { kind: 'unreadable-deliveries', number: customer });

  const text = 'Readable when asked for again';
  const whatsappId = await world.writeAsCustomer(customer, business, text);
  // The phone would have answered between the first try and the third.
  await waitFor('the third try', () => tries === 3);
  await world.dropConnection(business);
  await waitFor('the loss', () => lastState(recorded)?.status === 'connecting');
  await untilActive(recorded);
  isStorageThere = true;

  await waitFor('the content', () => stored.at(-1)?.content === text);
  // WhatsApp still had it for the second connection.
  expect(stored.map((message) => [message.whatsappId, message.isPlaceholder])).toEqual([
    [whatsappId, true],
    [whatsappId, true],
    [whatsappId, false],
  ]);
});
