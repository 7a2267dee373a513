import type { Channel } from '@erp-whatsapp/shared/channel';
import type { CommandInput, CommandResults } from '@erp-whatsapp/shared/commands';
import { CommandError } from '@erp-whatsapp/shared/errors';
import { readPhone } from '@erp-whatsapp/shared/phone';
import type { Actor } from '../actor.ts';
import type { DomainParts } from '../parts.ts';
import type { NewChannel } from '../ports/storage/channels.ts';
import type { ChannelRef } from '../ports/whatsapp.ts';
import { maxAge } from '../recall.ts';
import type { ChannelRecords } from './channelRecords.ts';
import { toTarget } from './toTarget.ts';

/** So long after it was deleted something may still have been taken for a channel, by another process above all. In milliseconds. */
const lateSends = maxAge + 5_000;

/** Making, changing and deleting a workspace's channels. */
export function createChannelManaging(
  parts: Pick<DomainParts, 'storage' | 'sessions' | 'clock' | 'ids' | 'log'>,
  nouns: { records: ChannelRecords; giveUp: (channel: ChannelRef) => Promise<void> },
) {
  const { storage, sessions, clock, ids, log } = parts;
  const { records } = nouns;
  const timers = new Set<NodeJS.Timeout>();

  return {
    /** Two askers at once make one: the loser takes the winner's. */
    async createFirst(workspaceId: string): Promise<Channel> {
      try {
        return await create({ workspaceId, name: 'WhatsApp', isDefault: true });
      } catch (error) {
        const winner = await records.choose(workspaceId, undefined);
        if (winner && error instanceof CommandError && error.code === 'CONFLICT') return winner;
        throw error;
      }
    },

    /** The first one of a workspace is its default. @throws CommandError `INVALID_PHONE`, `CONFLICT` for a number that another one has. */
    async create(actor: Actor, input: CommandInput<'createChannel'>): Promise<CommandResults['createChannel']> {
      const { workspaceId } = actor;
      const wanted = { workspaceId, name: input.name, phoneNumber: readNumber(input.phoneNumber) };
      const isDefault = (await storage.channels.list(workspaceId)).length === 0;
      try {
        return { channel: await create({ ...wanted, isDefault }) };
      } catch (error) {
        if (!isDefault || !(error instanceof CommandError) || error.code !== 'CONFLICT') throw error;
        // Somebody else made the first one a moment ago.
        return { channel: await create({ ...wanted, isDefault: false }) };
      }
    },

    /** @throws CommandError `NOT_FOUND`, `INVALID_INPUT` where nothing is to change, or the default would be none any more. */
    async update(actor: Actor, input: CommandInput<'updateChannel'>): Promise<CommandResults['updateChannel']> {
      const { workspaceId } = actor;
      const { channelId, name, isDefault, isActive } = input;
      const ref = { workspaceId, channelId };
      const before = await records.require(ref);
      checkChange(before, input);
      if (isDefault) await makeDefault(ref);
      if (isActive === false && before.isActive) {
        // Said first, so that nobody connects it again in between.
        await records.write(ref, { isActive });
        const isOpen = before.status !== 'inactive' && before.status !== 'logged_out';
        if (isOpen && before.type === 'whatsapp_automated') await sessions.stop(toTarget(workspaceId, before));
      }
      const fields = {
        ...(name === undefined ? {} : { name }),
        ...(isActive === undefined ? {} : { isActive }),
      };
      const changed = Object.keys(fields).length > 0 ? await records.update(ref, fields) : null;
      const channel = changed ?? (await records.require(ref));
      if (isActive && !before.isActive && channel.isLinked) await sessions.start(toTarget(workspaceId, channel));
      return { channel };
    },

    /**
     * Unlinks the phone and deletes the channel; its conversations stay, and can be read. What was still to be sent or fetched
     * fails. Asked again after it was interrupted, it goes on. @throws CommandError `NOT_FOUND`
     */
    async remove(actor: Actor, { channelId }: CommandInput<'removeChannel'>): Promise<CommandResults['removeChannel']> {
      const { workspaceId } = actor;
      const ref = { workspaceId, channelId };
      const channel = await records.require(ref);
      const target = toTarget(workspaceId, channel);
      const ends = channel.type === 'whatsapp_automated' ? () => sessions.logout(target) : async () => undefined;
      // From here on nothing is taken for sending, and nobody connects it.
      const ending = { isLinked: false, isActive: false } as const;
      await records.write(ref, ending);
      await ends();
      await records.write(ref, ending);
      await nouns.giveUp(ref);
      const deleted = await records.keepTold(ref, () => storage.channels.delete(ref, clock.now()));
      if (!deleted) throw new CommandError('NOT_FOUND', 'This WhatsApp number was deleted already.');
      log.info({ workspaceId, channelId, userId: actor.userId }, 'channel deleted');
      if (channel.isDefault) await appointDefault(workspaceId);
      giveUpLater(ref);
      // Somebody may have switched it on meanwhile, and connected it.
      await ends();
      return { channel: deleted };
    },

    /** Gives up what was taken for deleted channels when their process ended too early for it. To be called at start. */
    async mend(): Promise<void> {
      for (const { deletedAt, ...ref } of await storage.channels.listDeleted()) {
        await nouns.giveUp(ref);
        if (clock.now() - deletedAt < lateSends) giveUpLater(ref);
      }
    },

    close(): void {
      for (const timer of timers) clearTimeout(timer);
    },
  };

  /**
   * Other processes remember for a while that there was a channel to send on, and here something may have been on its way into
   * the store.
   */
  function giveUpLater(ref: ChannelRef): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      nouns
        .giveUp(ref)
        .catch((error: unknown) =>
          log.error(
            { channelId: ref.channelId, err: error },
            'what a deleted channel had still to do was not given up',
          ),
        );
    }, lateSends);
    timers.add(timer);
  }

  async function create(
    wanted: Pick<NewChannel, 'workspaceId' | 'name' | 'phoneNumber' | 'isDefault'>,
  ): Promise<Channel> {
    const channelId = ids.next();
    const { workspaceId } = wanted;
    const make = () => storage.channels.create({ ...wanted, id: channelId, type: 'whatsapp_automated' }, clock.now());
    const created = await records.keepTold({ workspaceId, channelId }, make);
    if (!created) throw new Error('a channel was not made');
    log.info({ workspaceId, channelId }, 'channel made');
    return created;
  }

  async function makeDefault(ref: ChannelRef): Promise<void> {
    await records.keepTold(ref, () => storage.channels.makeDefault(ref));
  }

  /** The oldest that is left. */
  async function appointDefault(workspaceId: string): Promise<void> {
    const [oldest] = await storage.channels.list(workspaceId);
    if (oldest) await makeDefault({ workspaceId, channelId: oldest.channelId });
  }
}

function checkChange(
  channel: Channel,
  { name, isDefault, isActive }: Omit<CommandInput<'updateChannel'>, 'channelId'>,
): void {
  if ([name, isDefault, isActive].every((field) => field === undefined)) {
    throw new CommandError('INVALID_INPUT', 'Say what is to change: name, isDefault or isActive.');
  }
  if (isDefault === false && channel.isDefault) {
    throw new CommandError('INVALID_INPUT', 'One number has to be the default. Make another one the default instead.');
  }
}

function readNumber(phoneNumber: string | undefined): string | null {
  if (phoneNumber === undefined) return null;
  const read = readPhone(phoneNumber);
  if (read === null) throw new CommandError('INVALID_PHONE');
  return read;
}
