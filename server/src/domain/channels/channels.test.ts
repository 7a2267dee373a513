import { maxCountedDays } from '@erp-whatsapp/shared/commands';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startDomain } from '../../testing/startDomain.ts';
import { written } from '../../testing/written.ts';
import type { Actor } from '../actor.ts';
import type { Channels } from './createChannels.ts';

const ana = '+4915111111111';
const linked = '+4930123456';

let test: Awaited<ReturnType<typeof startDomain>>;
let channels: Channels;
let workspaces = 0;

beforeAll(async () => {
  test = await startDomain();
  channels = test.domain.channels;
});
afterAll(() => test?.close());

/** An admin of a workspace that has nothing yet. */
let admin: Actor;
beforeEach(() => {
  workspaces += 1;
  admin = { ...test.actor, workspaceId: `workspace ${workspaces}`, role: 'admin' };
});

const refused = (code: string) => ({ name: 'CommandError', code });

describe('a channel', () => {
  it('is the default when it is the first, and one of many made at once is', async () => {
    const made = await Promise.all(['a', 'b', 'c', 'd'].map((name) => channels.create(admin, { name })));
    expect(made.filter(({ channel }) => channel.isDefault)).toHaveLength(1);
    expect(await channels.list(admin.workspaceId)).toHaveLength(4);
  });

  it('keeps its number as it is written everywhere, and shares it with no other', async () => {
    const { channel } = await channels.create(admin, { name: 'Sales', phoneNumber: '0049 (30) 1234-5678' });
    expect(channel).toMatchObject({
      phoneNumber: '+493012345678',
      status: 'inactive',
      isActive: true,
      isLinked: false,
    });
    await expect(channels.create(admin, { name: 'Again', phoneNumber: '+49 30 12345678' })).rejects.toMatchObject(
      refused('CONFLICT'),
    );
    await expect(channels.create(admin, { name: 'Odd', phoneNumber: 'nobody' })).rejects.toMatchObject(
      refused('INVALID_PHONE'),
    );
    const elsewhere = { ...admin, workspaceId: `${admin.workspaceId} beside` };
    await channels.create(elsewhere, { name: 'Sales', phoneNumber: '+493012345678' });
    expect(await channels.list(admin.workspaceId)).toHaveLength(1);
  });

  it('is told of when it is made and when it changes', async () => {
    const before = test.heard.length;
    const { channel } = await channels.create(admin, { name: 'Sales' });
    const { channel: renamed } = await channels.update(admin, { channelId: channel.channelId, name: 'Support' });
    await expect.poll(() => test.heard.slice(before)).toHaveLength(2);
    expect(test.heard.slice(before)).toEqual(
      [channel, renamed].map((each) => ({
        name: 'channel:updated',
        workspaceId: admin.workspaceId,
        payload: { channel: each },
      })),
    );
    expect(renamed).toEqual({ ...channel, name: 'Support' });
  });

  it('becomes the default in place of the one that was, and can not cease to be it by itself', async () => {
    const { channel: first } = await channels.create(admin, { name: 'first' });
    const { channel: second } = await channels.create(admin, { name: 'second' });
    const { channel } = await channels.update(admin, { channelId: second.channelId, isDefault: true });
    expect(channel.isDefault).toBe(true);
    expect((await channels.list(admin.workspaceId)).map(({ isDefault }) => isDefault)).toEqual([false, true]);
    expect(await channels.getConnectionStatus(admin.workspaceId, {})).toMatchObject({ channelId: second.channelId });
    await expect(channels.update(admin, { channelId: second.channelId, isDefault: false })).rejects.toMatchObject(
      refused('INVALID_INPUT'),
    );
    await channels.update(admin, { channelId: first.channelId, isDefault: false });
    await expect(channels.update(admin, { channelId: first.channelId })).rejects.toMatchObject(
      refused('INVALID_INPUT'),
    );
  });

  it('does not exist for another workspace', async () => {
    const { channel } = await channels.create(admin, { name: 'Sales' });
    const { channelId } = channel;
    const stranger = { ...admin, workspaceId: 'another workspace' };
    const days = { days: 1, timeZone: 'UTC' };
    for (const attempt of [
      () => channels.get(stranger, channelId),
      () => channels.update(stranger, { channelId, name: 'Mine' }),
      () => channels.remove(stranger, { channelId }),
      () => channels.connect(stranger, { channelId }),
      () => channels.disconnect(stranger, { channelId }),
      () => channels.logout(stranger, { channelId }),
      () => channels.requestPairingCode(stranger, { channelId, phoneNumber: ana }),
      () => channels.events(stranger, { channelId }),
      () => channels.countMessages(stranger, { channelId, ...days }),
    ]) {
      await expect(attempt()).rejects.toMatchObject(refused('NOT_FOUND'));
    }
    expect(await channels.listFor(stranger, { withDeleted: true })).toEqual({ data: [] });
    expect(await channels.get(admin, channelId)).toEqual(channel);
  });
});

describe('linking', () => {
  it('is for the number of the channel alone, and for no number of another one', async () => {
    const { channel } = await channels.create(admin, { name: 'Sales', phoneNumber: linked });
    const { channelId } = channel;
    for (const ask of [channels.connect, channels.requestPairingCode]) {
      await expect(ask(admin, { channelId, phoneNumber: ana })).rejects.toMatchObject(refused('CONFLICT'));
      await expect(ask(admin, { channelId, phoneNumber: 'nobody' })).rejects.toMatchObject(refused('INVALID_PHONE'));
    }
    const { channel: open } = await channels.create(admin, { name: 'Open' });
    await expect(
      channels.requestPairingCode(admin, { channelId: open.channelId, phoneNumber: linked }),
    ).rejects.toMatchObject(refused('CONFLICT'));
    await expect(channels.requestPairingCode(admin, { channelId: open.channelId })).rejects.toMatchObject(
      refused('INVALID_INPUT'),
    );
  });

  it('is not for what is switched off, nor for what Meta connects', async () => {
    const { channel } = await channels.create(admin, { name: 'Sales' });
    const { channelId } = channel;
    await channels.update(admin, { channelId, isActive: false });
    await expect(channels.connect(admin, { channelId })).rejects.toMatchObject(refused('CONFLICT'));
    await expect(channels.getQrCode(admin, { channelId, forceNew: false })).rejects.toMatchObject(refused('CONFLICT'));

    const id = `business ${workspaces}`;
    const { workspaceId } = admin;
    await test.storage.channels.create(
      { id, workspaceId, name: 'Meta', type: 'whatsapp_business', isDefault: false },
      0,
    );
    for (const ask of [channels.connect, channels.disconnect, channels.logout, channels.requestPairingCode]) {
      await expect(ask(admin, { channelId: id })).rejects.toMatchObject(refused('CONFLICT'));
    }
  });
});

describe('what is said of a channel', () => {
  it('has its connection’s changes, the latest first', async () => {
    const { channel } = await channels.create(admin, { name: 'Sales' });
    const ref = { workspaceId: admin.workspaceId, channelId: channel.channelId };
    const lastDisconnect = { reason: '440', message: 'Replaced.' };
    await channels.applyState(ref, { status: 'connecting', lastDisconnect: null });
    await channels.applyState(ref, { status: 'pairing_code_ready', code: 'ABCD1234', expiresAt: 0 });
    await channels.applyState(ref, { status: 'error', lastDisconnect });
    const { data } = await channels.events(admin, ref);
    expect(data.map(({ status, lastDisconnect: why }) => [status, why])).toEqual([
      ['error', lastDisconnect],
      ['pairing_code_ready', null],
      ['connecting', null],
    ]);
  });

  it('counts its messages by day, in both directions', async () => {
    const { channel, domain, actor } = test;
    const query = { channelId: channel.channelId, days: maxCountedDays, timeZone: 'Europe/Berlin' };
    const before = await channels.countMessages(actor, query);
    expect(before.data).toHaveLength(maxCountedDays);
    for (const message of ['one', 'two']) {
      await domain.messages.send(actor, { to: ana, message, messageType: 'text' });
    }
    await domain.messages.receive(channel, written({ phoneNumber: ana, lid: null }, 'three'));
    const { data } = await channels.countMessages(actor, query);
    expect(data.at(-1)).toEqual({ ...before.data.at(-1), incoming: 1, outgoing: 2 });
    expect(data.slice(0, -1)).toEqual(before.data.slice(0, -1));
  });
});

it('deleting fails what is still to be sent, frees the number and leaves the conversations to be read', async () => {
  const { domain, storage, actor } = test;
  const { workspaceId } = actor;
  const phoneNumber = '+4930999999';
  const channel = { workspaceId, channelId: 'leaving' };
  await storage.channels.create(
    { id: channel.channelId, workspaceId, name: 'Leaving', type: 'whatsapp_business', isDefault: false },
    Date.now(),
  );
  await channels.applyState(channel, { status: 'active', phoneNumber });
  await channels.update(actor, { channelId: channel.channelId, isDefault: true });
  const sent = [];
  for (const to of [ana, '+4915122222222']) {
    for (const message of ['first', 'second']) {
      sent.push(await domain.messages.send(actor, { to, message, messageType: 'text' }));
    }
  }
  const { channel: deleted } = await channels.remove(actor, channel);
  expect(deleted).toMatchObject({ name: 'Leaving', phoneNumber, isLinked: false, deletedAt: expect.any(String) });
  for (const { id } of sent) {
    const error = { code: 'CHANNEL_NOT_ACTIVE' };
    expect(await storage.messages.get(workspaceId, id)).toMatchObject({
      channelId: 'leaving',
      status: 'failed',
      error,
    });
  }
  expect(await storage.messages.countPending(channel)).toBe(0);

  const [{ conversationId = '' } = {}] = sent;
  const { data } = await domain.messages.between(actor, { conversationId, limit: 10, offset: 0 });
  expect(data.fromUser).toMatchObject({ name: 'Leaving', mobileNo: phoneNumber });
  expect(data.messages.map(({ content }) => content)).toEqual(['first', 'second']);
  const listed = await domain.conversations.list(actor, { channelId: channel.channelId, limit: 10 });
  expect(listed.data).toHaveLength(2);
  const write = (input: object) => domain.messages.send(actor, { message: 'third', messageType: 'text', ...input });
  await expect(write({ conversationId })).rejects.toMatchObject(refused('CHANNEL_NOT_ACTIVE'));
  await expect(write({ to: ana, channelId: 'leaving' })).rejects.toMatchObject(refused('CHANNEL_NOT_ACTIVE'));
  await expect(write({ to: ana, channelId: 'none' })).rejects.toMatchObject(refused('NOT_FOUND'));
  await expect(channels.remove(actor, channel)).rejects.toMatchObject(refused('NOT_FOUND'));

  // The default is another one by itself, and what is sent goes there.
  expect(await write({ to: ana })).toMatchObject({ status: 'pending' });
  expect(await channels.getConnectionStatus(workspaceId, {})).toMatchObject({ channelId: test.channel.channelId });
  expect((await channels.listFor(actor, { withDeleted: false })).data).not.toContainEqual(deleted);
  expect((await channels.listFor(actor, { withDeleted: true })).data).toContainEqual(deleted);
  await channels.create(actor, { name: 'Next', phoneNumber });
});

it('deleting gives up the files that are still to be fetched', async () => {
  const { domain, storage, actor } = test;
  const channel = { workspaceId: actor.workspaceId, channelId: 'with files' };
  await storage.channels.create(
    {
      id: channel.channelId,
      workspaceId: actor.workspaceId,
      name: 'Files',
      type: 'whatsapp_business',
      isDefault: false,
    },
    Date.now(),
  );
  // More than are looked up at once.
  for (let index = 0; index < 51; index += 1) {
    await domain.messages.receive(
      channel,
      written({ phoneNumber: ana, lid: null }, '', {
        ...{ whatsappId: `picture ${index}`, messageType: 'image', raw: '{}' },
        media: { mimeType: 'image/jpeg', fileName: null, size: 10, width: 40, height: 30 },
      }),
    );
  }
  await channels.remove(actor, channel);
  expect(await storage.messages.listMediaDue(channel, { after: null, limit: 100 })).toEqual([]);
  const settled = test.heard.flatMap((fact) => (fact.name === 'message:mediaSettled' ? [fact.payload.message] : []));
  expect(settled).toHaveLength(51);
  expect(settled.every(({ channelId, media }) => channelId === 'with files' && media?.state === 'gone')).toBe(true);
  await expect(domain.media.open(actor, settled[0]?.id ?? '')).rejects.toMatchObject(refused('NOT_FOUND'));
});
