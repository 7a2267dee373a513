import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ChannelRef } from '../../domain/ports/whatsapp.ts';
import { waitFor } from '../../testing/waitFor.ts';
import { type Node, type SessionsRig, startSessionsRig } from './sessionsRig.contract.ts';

let rig: SessionsRig;
/** What reading a number's credentials waits for, and whether it fails. */
let reading: Promise<void>;
let isAway: boolean;
let beforeDeletion: () => Promise<void>;

beforeAll(async () => {
  rig = await startSessionsRig();
});

beforeEach(async () => {
  reading = Promise.resolve();
  isAway = false;
  beforeDeletion = async () => undefined;
  await rig.begin();
});

afterEach(() => rig.end());

afterAll(() => rig.close());

test('what is asked of a number while it is deleted connects nothing', async () => {
  const { node, business, channel } = await startLinked();
  const { actor, target } = { actor: rig.actor(), target: await rig.targetOf(node) };
  const { promise, resolve: goOn } = Promise.withResolvers<void>();
  reading = promise;
  const removing = node.domain.channels.remove(actor, channel);
  await waitFor('it to begin', async () => !(await rig.channelOf(node)).isLinked);

  const { channels } = node.domain;
  const refused = { code: 'CONFLICT' };
  await expect(channels.connect(actor, channel)).rejects.toMatchObject(refused);
  await expect(channels.getQrCode(actor, { ...channel, forceNew: false })).rejects.toMatchObject(refused);
  await expect(channels.requestPairingCode(actor, { ...channel, phoneNumber: business })).rejects.toMatchObject(
    refused,
  );
  // What was let through a moment before waits for its turn.
  const late = [
    node.sessions.control.start(target),
    node.sessions.control.startOver(target),
    node.sessions.control.requestPairingCode(target, business),
  ].map((asked) => expect(asked).rejects.toMatchObject(refused));
  goOn();

  expect(await removing).toMatchObject({ channel: { deletedAt: expect.any(String) } });
  await Promise.all(late);
  expect(node.sessions.list()).toEqual([]);
  expect(await rig.world.linkedDevices(business)).toBe(0);
});

test('a number that is switched on and connected while it is deleted is left connected by nobody', async () => {
  const { node, channel } = await startLinked();
  const target = await rig.targetOf(node);
  beforeDeletion = async () => {
    await node.domain.channels.update(rig.actor(), { ...channel, isActive: true });
    await node.sessions.control.start(target);
    expect(node.sessions.list()).toHaveLength(1);
  };
  await node.domain.channels.remove(rig.actor(), channel);
  expect(node.sessions.list()).toEqual([]);
});

test('a number whose deletion the end of the process interrupted is not connected, and can be deleted', async () => {
  const { node, business, channel } = await startLinked();
  await node.sessions.close();
  // As the first write of deleting leaves it.
  await rig.storage().channels.update(channel, { isLinked: false, isActive: false }, 0);
  expect(await rig.channelOf(node)).toMatchObject({ status: 'active' });

  const next = await rig.start({ isAlone: true });

  expect(await rig.channelOf(next)).toMatchObject({ status: 'inactive', isActive: false });
  expect(next.sessions.list()).toEqual([]);
  await next.domain.channels.remove(rig.actor(), channel);
  expect(await rig.world.linkedDevices(business)).toBe(0);
});

test('a number that could not be unlinked is not connected, and can be deleted afterwards', async () => {
  const { node, business, channel } = await startLinked();
  isAway = true;
  await expect(node.domain.channels.remove(rig.actor(), channel)).rejects.toThrow('The store is away.');
  expect(await rig.channelOf(node)).toMatchObject({ status: 'inactive', isLinked: false, isActive: false });
  expect(node.sessions.list()).toEqual([]);
  isAway = false;
  const { channel: deleted } = await node.domain.channels.remove(rig.actor(), channel);
  expect(deleted).toMatchObject({ deletedAt: expect.any(String) });
  expect(await rig.world.linkedDevices(business)).toBe(0);
});

/** The only process there is, with its number connected. */
async function startLinked(): Promise<{ node: Node; business: string; channel: ChannelRef }> {
  const node = await rig.start({
    isAlone: true,
    wrapStorage: (storage) => ({
      ...storage,
      channels: {
        ...storage.channels,
        async delete(ref, at) {
          await beforeDeletion();
          return storage.channels.delete(ref, at);
        },
      },
    }),
    auth: {
      ...rig.auth,
      async loadCredentials(channel) {
        await reading;
        if (isAway) throw new Error('The store is away.');
        return rig.auth.loadCredentials(channel);
      },
    },
  });
  const business = await rig.link(node);
  const { workspaceId, channelId } = await rig.targetOf(node);
  return { node, business, channel: { workspaceId, channelId } };
}
