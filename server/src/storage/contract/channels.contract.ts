import { keptChannelEvents } from '@erp-whatsapp/shared/channel';
import { describe, expect, it } from 'vitest';
import { addChannel, type GetStorage, newId, newPhoneNumber, noon } from './stage.ts';

export function describeChannels(storage: GetStorage): void {
  describe('channels', () => {
    it('begin without a phone', async () => {
      const { channels } = storage();
      const [workspaceId, id] = [newId(), newId()];
      const made = await channels.create(
        { id, workspaceId, name: 'Sales', type: 'whatsapp_automated', isDefault: true },
        noon,
      );
      expect(made).toEqual({
        channelId: id,
        name: 'Sales',
        type: 'whatsapp_automated',
        status: 'inactive',
        phoneNumber: null,
        isLinked: false,
        isActive: true,
        isDefault: true,
        lastStatusUpdate: new Date(noon).toISOString(),
        lastConnected: null,
        lastDisconnect: null,
        createdAt: new Date(noon).toISOString(),
      });
      expect(await channels.get({ workspaceId, channelId: id })).toEqual(made);
      expect(await channels.get({ workspaceId, channelId: newId() })).toBeNull();
    });

    it('have one default, however many are made at once', async () => {
      const { channels } = storage();
      const workspaceId = newId();
      const outcomes = await Promise.allSettled(
        Array.from({ length: 50 }, () => addChannel(storage(), workspaceId, true)),
      );
      const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(refused).toHaveLength(49);
      for (const { reason } of refused) expect(reason).toMatchObject({ name: 'CommandError', code: 'CONFLICT' });
      await addChannel(storage(), workspaceId);
      await addChannel(storage(), workspaceId);
      expect(await channels.list(workspaceId)).toHaveLength(3);
    });

    it('are listed oldest first', async () => {
      const { channels } = storage();
      const workspaceId = newId();
      const make = (name: string, at: number) =>
        channels.create({ id: newId(), workspaceId, name, type: 'whatsapp_business', isDefault: false }, at);
      await make('second', noon + 1);
      await make('third', noon + 2);
      await make('first', noon);
      expect((await channels.list(workspaceId)).map(({ name }) => name)).toEqual(['first', 'second', 'third']);
    });

    it('change in what is given alone', async () => {
      const { channels } = storage();
      const ref = await addChannel(storage(), newId());
      const before = await channels.get(ref);
      const lastDisconnect = { reason: '408', message: 'The phone was away.' };
      const linked = await channels.update(
        ref,
        { status: 'active', phoneNumber: '+4915112345678', isLinked: true, lastConnected: noon + 5, lastDisconnect },
        noon + 6,
      );
      expect(linked).toEqual({
        ...before,
        status: 'active',
        phoneNumber: '+4915112345678',
        isLinked: true,
        lastConnected: new Date(noon + 5).toISOString(),
        lastDisconnect,
        lastStatusUpdate: new Date(noon + 6).toISOString(),
      });
      const cleared = await channels.update(ref, { lastDisconnect: null, isActive: false }, noon + 9);
      expect(cleared).toEqual({ ...linked, lastDisconnect: null, isActive: false });
      expect(await channels.get(ref)).toEqual(cleared);
      expect(await channels.update({ ...ref, channelId: newId() }, { isActive: true }, noon)).toBeNull();
    });

    it('have a phone number each, however many are made with the same one at once', async () => {
      const { channels } = storage();
      const workspaceId = newId();
      const phoneNumber = newPhoneNumber();
      const make = () =>
        channels.create(
          { id: newId(), workspaceId, name: 'Sales', type: 'whatsapp_automated', isDefault: false, phoneNumber },
          noon,
        );
      const outcomes = await Promise.allSettled(Array.from({ length: 20 }, make));
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'CONFLICT' });
      }
      const [first] = await channels.list(workspaceId);
      expect(first).toMatchObject({ phoneNumber });

      const second = await addChannel(storage(), workspaceId);
      await expect(channels.update(second, { status: 'active', phoneNumber }, noon)).rejects.toMatchObject({
        code: 'CONFLICT',
      });
      expect(await channels.get(second)).toMatchObject({ status: 'inactive', phoneNumber: null });
      const elsewhere = await addChannel(storage(), newId());
      expect(await channels.update(elsewhere, { phoneNumber }, noon)).toMatchObject({ phoneNumber });
    });

    it('give their number back when they are deleted, and can be read for ever', async () => {
      const { channels } = storage();
      const workspaceId = newId();
      const ref = await addChannel(storage(), workspaceId, true);
      const phoneNumber = newPhoneNumber();
      await channels.update(ref, { status: 'active', phoneNumber, isLinked: true }, noon);
      await channels.takeLease(ref, { owner: 'holder', seen: null });

      const deleted = await channels.delete(ref, noon + 5);
      expect(deleted).toMatchObject({
        ...{
          channelId: ref.channelId,
          phoneNumber,
          status: 'inactive',
          isLinked: false,
          isActive: false,
          isDefault: false,
        },
        deletedAt: new Date(noon + 5).toISOString(),
      });
      expect(await channels.get(ref)).toEqual(deleted);
      expect(await channels.list(workspaceId)).toEqual([]);
      expect(await channels.listWithDeleted(workspaceId)).toEqual([deleted]);

      expect(await channels.delete(ref, noon + 9)).toBeNull();
      expect(await channels.update(ref, { name: 'Other' }, noon + 9)).toBeNull();
      expect(await channels.update({ ...ref, epoch: 1 }, { status: 'active', isLinked: true }, noon + 9)).toBeNull();
      expect(await channels.makeDefault(ref)).toBeNull();
      expect(await channels.renewLeases('holder', [ref.channelId])).toEqual([]);
      expect(await channels.getLease(ref)).toBeNull();
      expect(await channels.takeLease(ref, { owner: 'other', seen: 'any' })).toBeNull();
      expect(await channels.get(ref)).toEqual(deleted);
      expect((await channels.listKept()).map(({ channelId }) => channelId)).not.toContain(ref.channelId);
      const off = await addChannel(storage(), newId());
      await channels.update(off, { isActive: false }, noon);
      const ids = [ref.channelId, off.channelId];
      const listed = (await channels.listDeleted()).filter(({ channelId }) => ids.includes(channelId));
      expect(listed).toEqual([{ ...ref, deletedAt: noon + 5 }]);

      for (const at of [noon + 10, noon + 11]) {
        const again = await addChannel(storage(), workspaceId, true);
        await channels.update(again, { phoneNumber }, at);
        expect(await channels.list(workspaceId)).toMatchObject([{ channelId: again.channelId, phoneNumber }]);
        await channels.delete(again, at);
      }
      expect(await channels.listWithDeleted(workspaceId)).toHaveLength(3);
    });

    it('hand the default over, and have one whoever is made it at once', async () => {
      const { channels } = storage();
      const workspaceId = newId();
      const first = await addChannel(storage(), workspaceId, true);
      const others = [await addChannel(storage(), workspaceId), await addChannel(storage(), workspaceId)];
      const defaults = async () =>
        (await channels.list(workspaceId)).filter(({ isDefault }) => isDefault).map(({ channelId }) => channelId);
      expect(await channels.makeDefault(others[0] ?? first)).toMatchObject({ isDefault: true });
      expect(await defaults()).toEqual([others[0]?.channelId]);
      await Promise.allSettled([first, ...others, first, ...others].map((ref) => channels.makeDefault(ref)));
      expect(await defaults()).toHaveLength(1);
      await channels.makeDefault(first);
      expect(await defaults()).toEqual([first.channelId]);
      await channels.makeDefault(first);
      expect(await defaults()).toEqual([first.channelId]);
    });

    it('remember what became of their connection: each change once, and of many the last', async () => {
      const { channels } = storage();
      const ref = await addChannel(storage(), newId());
      expect(await channels.listEvents(ref)).toEqual([]);
      const away = { reason: '408', message: 'The phone was away.' };
      const busy = { reason: '503', message: 'WhatsApp is busy.' };
      await channels.update(ref, { status: 'connecting', lastDisconnect: null }, noon + 1);
      await channels.update(ref, { status: 'qr_ready' }, noon + 2);
      await channels.update(ref, { status: 'qr_ready' }, noon + 3);
      await channels.update(ref, { name: 'Renamed' }, noon + 4);
      await channels.update(ref, { status: 'active', lastDisconnect: null }, noon + 5);
      await channels.update(ref, { status: 'connecting', lastDisconnect: away }, noon + 6);
      await channels.update(ref, { status: 'connecting', lastDisconnect: away }, noon + 7);
      await channels.update(ref, { status: 'connecting', lastDisconnect: busy }, noon + 8);
      const event = (at: number, status: string, lastDisconnect: object | null = null) => ({
        at: new Date(at).toISOString(),
        status,
        lastDisconnect,
      });
      expect(await channels.listEvents(ref)).toEqual([
        event(noon + 8, 'connecting', busy),
        event(noon + 6, 'connecting', away),
        event(noon + 5, 'active'),
        event(noon + 2, 'qr_ready'),
        event(noon + 1, 'connecting'),
      ]);
      expect(await channels.get(ref)).toMatchObject({ lastDisconnect: busy });

      for (let index = 0; index < keptChannelEvents; index += 1) {
        await channels.update(ref, { status: index % 2 === 0 ? 'active' : 'inactive' }, noon + 100 + index);
      }
      const kept = await channels.listEvents(ref);
      expect(kept).toHaveLength(keptChannelEvents);
      expect(kept.at(-1)).toEqual(event(noon + 100, 'active'));
    });

    it('are told to the workers when enabled and linked, or on their way to a link', async () => {
      const { channels } = storage();
      const workspaceId = newId();
      const states = [
        { status: 'active', isLinked: true, phoneNumber: '+4915112345678' },
        { status: 'error', isLinked: true },
        { status: 'active', isLinked: true, isActive: false },
        { status: 'inactive', isLinked: true },
        { status: 'active', isLinked: false, isActive: false },
        { status: 'connecting', isLinked: false },
        { status: 'qr_ready', isLinked: false },
        { status: 'pairing_code_ready', isLinked: false },
        { status: 'inactive', isLinked: false },
        { status: 'error', isLinked: false },
        { status: 'logged_out', isLinked: false },
      ] as const;
      const told = [];
      for (const state of states) {
        const ref = await addChannel(storage(), workspaceId);
        await channels.update(ref, state, noon);
        const kept = (await channels.listKept()).find(({ channelId }) => channelId === ref.channelId);
        if (kept) expect(kept).toMatchObject({ ...ref, type: 'whatsapp_automated', lease: null });
        told.push(kept && [kept.status, kept.isLinked, kept.phoneNumber]);
      }
      expect(told).toEqual([
        ['active', true, '+4915112345678'],
        ['error', true, null],
        undefined,
        undefined,
        ['active', false, null],
        ['connecting', false, null],
        ['qr_ready', false, null],
        ['pairing_code_ready', false, null],
        undefined,
        undefined,
        undefined,
      ]);
    });

    it('are leased to whoever saw last how it stands', async () => {
      const { channels } = storage();
      const ref = await addChannel(storage(), newId());
      expect(await channels.getLease(ref)).toBeNull();
      const epochs = await Promise.all(
        ['one', 'two', 'three'].map((owner) => channels.takeLease(ref, { owner, seen: null })),
      );
      expect(epochs.toSorted()).toEqual([1, null, null]);

      const seen = await channels.getLease(ref);
      expect(seen).toEqual({ owner: expect.any(String), epoch: 1, renewals: 0 });
      const holder = seen?.owner ?? '';
      expect(await channels.renewLeases(holder, [ref.channelId, newId()])).toEqual([{ ...ref, epoch: 1 }]);
      expect(await channels.takeLease(ref, { owner: 'late', seen })).toBeNull();
      const renewed = await channels.getLease(ref);
      expect(renewed).toEqual({ owner: holder, epoch: 1, renewals: 1 });
      expect(await channels.takeLease(ref, { owner: 'next', seen: renewed })).toBe(2);
      expect(await channels.renewLeases(holder, [ref.channelId])).toEqual([]);
      expect(await channels.takeLease(ref, { owner: 'by force', seen: 'any' })).toBe(3);
      expect(await channels.takeLease({ ...ref, channelId: newId() }, { owner: 'one', seen: 'any' })).toBeNull();
    });

    it('are given back by their holder alone, and the next epoch is a new one', async () => {
      const { channels } = storage();
      const ref = await addChannel(storage(), newId());
      await channels.takeLease(ref, { owner: 'former', seen: null });
      await channels.takeLease(ref, { owner: 'latter', seen: 'any' });
      await channels.releaseLease({ ...ref, epoch: 1 }, 'former');
      await channels.releaseLease({ ...ref, epoch: 1 }, 'latter');
      await channels.releaseLease({ ...ref, epoch: 2 }, 'former');
      expect(await channels.getLease(ref)).toMatchObject({ owner: 'latter', epoch: 2 });

      await channels.releaseLease({ ...ref, epoch: 2 }, 'latter');
      const free = await channels.getLease(ref);
      expect(free).toMatchObject({ owner: null, epoch: 2 });
      expect(await channels.takeLease(ref, { owner: 'former', seen: free })).toBe(3);
    });

    it('take the word of a holder only as long as it is the holder', async () => {
      const { channels } = storage();
      const ref = await addChannel(storage(), newId());
      await channels.takeLease(ref, { owner: 'former', seen: null });
      expect(await channels.update({ ...ref, epoch: 1 }, { status: 'active' }, noon)).toMatchObject({
        status: 'active',
      });
      await channels.takeLease(ref, { owner: 'latter', seen: 'any' });
      expect(await channels.update({ ...ref, epoch: 1 }, { status: 'error' }, noon)).toBeNull();
      expect(await channels.get(ref)).toMatchObject({ status: 'active' });
    });
  });
}
