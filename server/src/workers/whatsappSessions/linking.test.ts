import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { SessionTarget } from '../../domain/ports/whatsapp.ts';
import { waitFor } from '../../testing/waitFor.ts';
import { type Node, type SessionsRig, startSessionsRig } from './sessionsRig.contract.ts';

let rig: SessionsRig;

beforeAll(async () => {
  rig = await startSessionsRig();
});

beforeEach(() => rig.begin());

afterEach(() => rig.end());

afterAll(() => rig.close());

test('a pairing code asked for elsewhere is shown where the number is held, and known everywhere', async () => {
  const [holder, other] = [await rig.start(), await rig.start()];
  const target = await rig.makeChannel();
  const business = await rig.world.newBusiness();
  await holder.sessions.control.start(target);
  await waitFor('a QR', () => holder.sessions.control.currentQr(target));
  await waitFor('it to be heard of', () => other.sessions.control.shownCode(target)?.by === 'qr');

  await other.sessions.control.requestPairingCode(target, business);

  const code = await untilCode(other, target);
  expect(await untilCode(holder, target)).toBe(code);
  expect(await rig.channelOf(other)).toMatchObject({ status: 'pairing_code_ready' });
  expect(holder.sessions.control.currentQr(target)).toBeNull();
  expect(other.sessions.control.shownCode({ ...target, workspaceId: 'another' })).toBeNull();
  expect(holder.sessions.control.shownCode({ ...target, workspaceId: 'another' })).toBeNull();

  await rig.world.typeCode(business, code);
  await waitFor('the number to be connected', holder.isActive);
  await waitFor('the code to be forgotten', () => other.sessions.control.shownCode(target) === null);
  expect(holder.sessions.control.shownCode(target)).toBeNull();
});

test('a code asked for of nobody’s number is shown by who was asked, and starting returns to the QR', async () => {
  const [node, other] = [await rig.start(), await rig.start()];
  const target = await rig.makeChannel();
  const business = await rig.world.newBusiness();
  await node.sessions.control.requestPairingCode(target, business);
  const code = await untilCode(node, target);
  await node.sessions.control.requestPairingCode(target, business);
  expect(await untilCode(node, target, code)).not.toBe(code);

  await other.sessions.control.start(target);

  await waitFor('the QR', () => node.sessions.control.currentQr(target));
  await waitFor('it to be stored', async () => (await rig.channelOf(node)).status === 'qr_ready');
});

test('a number that a person stops stays linked, and nobody goes on with it before it is started', async () => {
  const [holder, other] = [await rig.start(), await rig.start()];
  const business = await rig.link(holder);
  const target = await rig.targetOf(holder);

  await other.sessions.control.stop(target);

  expect(await rig.channelOf(other)).toMatchObject({ status: 'inactive', isLinked: true });
  await waitFor('the holder to let go', () => !holder.isActive());
  const third = await rig.start();
  expect([holder, other, third].flatMap(({ sessions }) => sessions.list())).toEqual([]);
  expect(await rig.world.linkedDevices(business)).toBe(1);

  await third.sessions.control.start(target);
  await waitFor('it to be connected again', third.isActive);
  expect(third.qrs).toEqual([]);
});

test.each(['the process that holds it', 'another process'])('a number is unlinked from %s', async (which) => {
  const [holder, other] = [await rig.start(), await rig.start()];
  const business = await rig.link(holder);
  const target = await rig.targetOf(holder);
  const asked = which === 'another process' ? other : holder;

  await asked.sessions.control.logout(target);

  expect(await rig.channelOf(other)).toMatchObject({ status: 'logged_out', isLinked: false });
  await waitFor('the device to be gone', async () => (await rig.world.linkedDevices(business)) === 0);
  await waitFor('all to let go', () => [holder, other].every((node) => node.sessions.list().length === 0));
  expect(await rig.askForQr(other)).toBe(other.qrs.at(-1));
});

test('a number that was stopped can be unlinked, and is not told to be connected for that', async () => {
  const node = await rig.start();
  const business = await rig.link(node);
  const target = await rig.targetOf(node);
  await node.sessions.control.stop(target);
  const states: string[] = [];
  node.facts.subscribe((fact) => {
    if (fact.name === 'channel:updated') states.push(fact.payload.channel.status);
  });

  await node.sessions.control.logout(target);

  await waitFor('the device to be gone', async () => (await rig.world.linkedDevices(business)) === 0);
  expect(await rig.channelOf(node)).toMatchObject({ status: 'logged_out' });
  expect(states).not.toContain('active');
});

test('giving up a link that was never made leaves nothing behind', async () => {
  const node = await rig.start();
  const target = await rig.makeChannel();
  await node.sessions.control.requestPairingCode(target, await rig.world.newBusiness());
  await untilCode(node, target);

  await node.sessions.control.logout(target);

  expect(await rig.channelOf(node)).toMatchObject({ status: 'inactive', isLinked: false });
  expect(node.sessions.control.shownCode(target)).toBeNull();
  expect(node.sessions.list()).toEqual([]);
  expect(await rig.storage().channels.getLease(target)).toMatchObject({ owner: null });
});

/** The code that a process knows of. @param former one that it must differ from */
function untilCode({ sessions }: Node, target: SessionTarget, former?: string): Promise<string> {
  return waitFor('a pairing code', () => {
    const shown = sessions.control.shownCode(target);
    return shown?.by === 'pairingCode' && shown.code !== former ? shown.code : null;
  });
}
