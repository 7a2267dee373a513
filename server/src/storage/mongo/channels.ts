import {
  type Channel,
  type ChannelStatus,
  type ChannelType,
  channelStatusSchema,
  channelTypeSchema,
  keptChannelEvents,
  type LastDisconnect,
} from '@erp-whatsapp/shared/channel';
import { CommandError } from '@erp-whatsapp/shared/errors';
import { type Connection, type Model, type QueryFilter, Schema, type UpdateQuery } from 'mongoose';
import type { ChannelChange, ChannelStorage, StoredLease } from '../../domain/ports/storage/channels.ts';
import { duplicateKeyFields, retryLostUpsert } from './duplicateKey.ts';
import { innerSchemaOptions, ownerWorkspace, requiredString, schemaOptions } from './schemaOptions.ts';
import { acrossWorkspaces, workspaceBound } from './workspaceBound.ts';

type EventDocument = { at: Date; status: ChannelStatus; lastDisconnect: LastDisconnect | null };

export type ChannelDocument = {
  _id: string;
  workspaceId: string;
  name: string;
  type: ChannelType;
  status: ChannelStatus;
  phoneNumber: string | null;
  isLinked: boolean;
  isActive: boolean;
  isDefault: boolean;
  lastStatusUpdate: Date;
  lastConnected: Date | null;
  lastDisconnect: LastDisconnect | null;
  /** Nobody ever had the lease of a channel that lacks it. */
  lease?: StoredLease;
  createdAt: Date;
  deletedAt?: Date;
  /** The oldest first. Read only where they are asked for. */
  events?: EventDocument[];
};

/** A condition of all that can change: what was never deleted lacks the field. */
const isThere = { deletedAt: null } as const;
const withoutEvents = { events: 0 } as const;

/** The states of a channel that somebody is about to link, or was about to unlink when the process ended. */
const onItsWay = ['connecting', 'qr_ready', 'pairing_code_ready', 'active'] satisfies ChannelStatus[];

export function createChannelModel(connection: Connection): Model<ChannelDocument> {
  const lastDisconnect = {
    type: new Schema<LastDisconnect>({ reason: requiredString, message: requiredString }, innerSchemaOptions),
    default: null,
  };
  const status = { type: String, required: true, enum: channelStatusSchema.options } as const;
  const schema = new Schema<ChannelDocument>(
    {
      _id: requiredString,
      workspaceId: ownerWorkspace,
      name: requiredString,
      type: { type: String, required: true, enum: channelTypeSchema.options },
      status,
      phoneNumber: { type: String, default: null },
      isLinked: { type: Boolean, required: true },
      isActive: { type: Boolean, required: true },
      isDefault: { type: Boolean, required: true },
      lastStatusUpdate: { type: Date, required: true },
      lastConnected: { type: Date, default: null },
      lastDisconnect,
      lease: new Schema<StoredLease>(
        {
          owner: { type: String, default: null },
          epoch: { type: Number, required: true },
          renewals: { type: Number, required: true },
        },
        innerSchemaOptions,
      ),
      createdAt: { type: Date, required: true },
      deletedAt: { type: Date },
      events: {
        type: [
          new Schema<EventDocument>({ at: { type: Date, required: true }, status, lastDisconnect }, innerSchemaOptions),
        ],
        default: undefined,
      },
    },
    schemaOptions,
  );
  schema.plugin(workspaceBound);
  schema.index({ workspaceId: 1, createdAt: 1, _id: 1 });
  schema.index({ workspaceId: 1 }, { unique: true, partialFilterExpression: { isDefault: true } });
  // A number is free again once its channel is deleted: each of those has a time of its own.
  schema.index(
    { workspaceId: 1, phoneNumber: 1, deletedAt: 1 },
    { unique: true, partialFilterExpression: { phoneNumber: { $gt: '' } } },
  );
  schema.index({ isLinked: 1, isActive: 1 });
  schema.index({ isLinked: 1, status: 1 });
  return connection.model<ChannelDocument>('Channel', schema, 'channels');
}

export function createChannelStorage(channels: Model<ChannelDocument>): ChannelStorage {
  return {
    async create({ id, phoneNumber = null, ...channel }, at) {
      const document: ChannelDocument = {
        ...channel,
        _id: id,
        status: 'inactive',
        phoneNumber,
        isLinked: false,
        isActive: true,
        lastStatusUpdate: new Date(at),
        lastConnected: null,
        lastDisconnect: null,
        createdAt: new Date(at),
      };
      await refuseTaken(() => channels.insertOne(document));
      return toChannel(document);
    },
    async get({ workspaceId, channelId }) {
      const found = await channels.findOne({ _id: channelId, workspaceId }, withoutEvents).lean();
      return found && toChannel(found);
    },
    list: (workspaceId) => list({ workspaceId, ...isThere }),
    listWithDeleted: (workspaceId) => list({ workspaceId }),
    async update({ workspaceId, channelId, ...held }, { lastConnected, ...change }, at) {
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      const $set = {
        ...given,
        ...(lastConnected === undefined ? {} : { lastConnected: new Date(lastConnected) }),
        ...(change.status === undefined ? {} : { lastStatusUpdate: new Date(at) }),
      };
      const which = {
        _id: channelId,
        workspaceId,
        ...isThere,
        ...('epoch' in held ? { 'lease.epoch': held.epoch } : {}),
      };
      const event = toEvent(change, at);
      const changed = await refuseTaken(
        async () =>
          (event && (await write({ ...which, ...event.isNew }, { $set, ...event.add }))) ?? write(which, { $set }),
      );
      return changed && toChannel(changed);
    },
    async listEvents({ workspaceId, channelId }) {
      const found = await channels.findOne({ _id: channelId, workspaceId }, { events: 1 }).lean();
      return (found?.events ?? [])
        .map(({ at, status, lastDisconnect }) => ({ at: at.toISOString(), status, lastDisconnect }))
        .reverse();
    },
    async makeDefault({ workspaceId, channelId }) {
      const others = { workspaceId, isDefault: true, _id: { $ne: channelId } };
      // Between the two writes somebody else may do the same.
      const takeOver = async () => {
        if (!(await channels.exists({ _id: channelId, workspaceId, ...isThere }))) return null;
        await channels.updateMany(others, { $set: { isDefault: false } });
        return write({ _id: channelId, workspaceId, ...isThere }, { $set: { isDefault: true } });
      };
      const changed = await refuseTaken(() => retryLostUpsert(takeOver));
      return changed && toChannel(changed);
    },
    async delete({ workspaceId, channelId }, at) {
      const ended = { isLinked: false, isActive: false, isDefault: false, status: 'inactive' } as const;
      const deleted = await write(
        { _id: channelId, workspaceId, ...isThere },
        { $set: { ...ended, deletedAt: new Date(at), lastStatusUpdate: new Date(at) }, $unset: { lease: '' } },
      );
      return deleted && toChannel(deleted);
    },
    async listKept() {
      const fields = { workspaceId: 1, type: 1, phoneNumber: 1, status: 1, isLinked: 1, lease: 1 };
      const read = (which: QueryFilter<ChannelDocument>) =>
        channels.find(which, fields).setOptions(acrossWorkspaces).lean();
      // Two reads, each of which has its index.
      const found = await Promise.all([
        read({ isLinked: true, isActive: true, status: { $ne: 'inactive' } }),
        read({ isLinked: false, status: { $in: onItsWay } }),
      ]);
      return found.flat().map(({ _id, workspaceId, type, phoneNumber, status, isLinked, lease }) => ({
        workspaceId,
        channelId: _id,
        type,
        phoneNumber,
        status,
        isLinked,
        lease: lease ?? null,
      }));
    },
    async listDeleted() {
      // What is deleted is neither: the two have an index.
      const which = { isLinked: false, isActive: false, deletedAt: { $gt: new Date(0) } };
      const found = await channels.find(which, { workspaceId: 1, deletedAt: 1 }).setOptions(acrossWorkspaces).lean();
      return found.flatMap(({ _id, workspaceId, deletedAt }) =>
        deletedAt ? [{ workspaceId, channelId: _id, deletedAt: deletedAt.getTime() }] : [],
      );
    },

    async getLease({ workspaceId, channelId }) {
      const found = await channels.findOne({ _id: channelId, workspaceId, ...isThere }, { lease: 1 }).lean();
      return found?.lease ?? null;
    },
    async takeLease({ workspaceId, channelId }, { owner, seen }) {
      const taken = await channels
        .findOneAndUpdate(
          { _id: channelId, workspaceId, ...isThere, ...(seen === 'any' ? {} : asSeen(seen)) },
          { $set: { 'lease.owner': owner, 'lease.renewals': 0 }, $inc: { 'lease.epoch': 1 } },
          { returnDocument: 'after', projection: { lease: 1 } },
        )
        .lean();
      return taken?.lease?.epoch ?? null;
    },
    async renewLeases(owner, channelIds) {
      const own = { _id: { $in: channelIds }, 'lease.owner': owner };
      await channels.updateMany(own, { $inc: { 'lease.renewals': 1 } }).setOptions(acrossWorkspaces);
      const held = await channels.find(own, { workspaceId: 1, lease: 1 }).setOptions(acrossWorkspaces).lean();
      return held.flatMap(({ _id, workspaceId, lease }) =>
        lease ? [{ workspaceId, channelId: _id, epoch: lease.epoch }] : [],
      );
    },
    async releaseLease({ workspaceId, channelId, epoch }, owner) {
      await channels.updateOne(
        { _id: channelId, workspaceId, 'lease.owner': owner, 'lease.epoch': epoch },
        { $set: { 'lease.owner': null } },
      );
    },
  };

  async function list(which: QueryFilter<ChannelDocument>): Promise<Channel[]> {
    const found = await channels.find(which, withoutEvents).sort({ createdAt: 1, _id: 1 }).lean();
    return found.map(toChannel);
  }

  async function write(which: QueryFilter<ChannelDocument>, change: UpdateQuery<ChannelDocument>) {
    return channels.findOneAndUpdate(which, change, { returnDocument: 'after', projection: withoutEvents }).lean();
  }
}

/** @throws CommandError `CONFLICT` for what another channel has already */
async function refuseTaken<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const fields = duplicateKeyFields(error);
    if (fields?.includes('phoneNumber')) {
      throw new CommandError('CONFLICT', 'This workspace has a channel with this phone number already.');
    }
    if (!fields?.includes('workspaceId')) throw error;
    throw new CommandError('CONFLICT', 'This workspace has a default channel already.');
  }
}

/** What a change adds to a channel's events, and the condition under which it does. */
function toEvent({ status, lastDisconnect }: ChannelChange, at: number) {
  if (status === undefined) return null;
  const isOtherReason = { 'lastDisconnect.reason': { $ne: lastDisconnect?.reason ?? null } };
  const event: EventDocument = { at: new Date(at), status, lastDisconnect: lastDisconnect ?? null };
  return {
    isNew: { $or: [{ status: { $ne: status } }, ...(lastDisconnect === undefined ? [] : [isOtherReason])] },
    add: { $push: { events: { $each: [event], $slice: -keptChannelEvents } } },
  };
}

function asSeen(seen: StoredLease | null) {
  if (seen === null) return { lease: { $exists: false } };
  return { 'lease.owner': seen.owner, 'lease.epoch': seen.epoch, 'lease.renewals': seen.renewals };
}

function toChannel(channel: ChannelDocument): Channel {
  return {
    channelId: channel._id,
    name: channel.name,
    type: channel.type,
    status: channel.status,
    phoneNumber: channel.phoneNumber,
    isLinked: channel.isLinked,
    isActive: channel.isActive,
    isDefault: channel.isDefault,
    lastStatusUpdate: channel.lastStatusUpdate.toISOString(),
    lastConnected: channel.lastConnected?.toISOString() ?? null,
    lastDisconnect: channel.lastDisconnect && {
      reason: channel.lastDisconnect.reason,
      message: channel.lastDisconnect.message,
    },
    createdAt: channel.createdAt.toISOString(),
    ...(channel.deletedAt && { deletedAt: channel.deletedAt.toISOString() }),
  };
}
