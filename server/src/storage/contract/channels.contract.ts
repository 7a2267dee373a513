import { describe, expect, it } from 'vitest';
import { addChannel, atOnce, type GetStorage, newId, noon } from './stage.ts';

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

    it('are told to the workers when enabled and linked', async () => {
      const { channels } = storage();
      const workspaceId = newId();
      const [linked, disabled] = await atOnce(3, () => addChannel(storage(), workspaceId));
      if (!linked || !disabled) throw new Error('no channels');
      await channels.update(linked, { isLinked: true }, noon);
      await channels.update(disabled, { isLinked: true, isActive: false }, noon);
      const told = (await channels.listLinked()).filter((one) => one.workspaceId === workspaceId);
      expect(told).toEqual([{ ...linked, type: 'whatsapp_automated' }]);
    });

    it('are put back when they were on their way without a link', async () => {
      const { channels } = storage();
      const workspaceId = newId();
      const states = [
        { status: 'connecting', isLinked: false },
        { status: 'qr_ready', isLinked: false },
        { status: 'pairing_code_ready', isLinked: false },
        { status: 'connecting', isLinked: true },
        { status: 'error', isLinked: false },
        { status: 'logged_out', isLinked: false },
      ] as const;
      for (const state of states) await channels.update(await addChannel(storage(), workspaceId), state, noon + 1);
      await channels.resetUnlinked(noon + 2);
      const after = (await channels.list(workspaceId)).map(({ status, lastStatusUpdate }) => [
        status,
        Date.parse(lastStatusUpdate) - noon,
      ]);
      expect(after).toEqual([
        ['inactive', 2],
        ['inactive', 2],
        ['inactive', 2],
        ['connecting', 1],
        ['error', 1],
        ['logged_out', 1],
      ]);
    });
  });
}
