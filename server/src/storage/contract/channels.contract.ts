import { describe, expect, it } from 'vitest';
import { addChannel, type GetStorage, newId, noon } from './stage.ts';

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

    it('are told to the workers when enabled and linked, or on their way to a link', async () => {
      const { channels } = storage();
      const workspaceId = newId();
      const states = [
        { status: 'active', isLinked: true, phoneNumber: '+4915112345678' },
        { status: 'error', isLinked: true },
        { status: 'active', isLinked: true, isActive: false },
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
