import {
  type Channel,
  type ChannelStatus,
  type ChannelType,
  channelStatusSchema,
  channelTypeSchema,
  type LastDisconnect,
} from '@erp-whatsapp/shared/channel';
import { CommandError } from '@erp-whatsapp/shared/errors';
import { type Connection, type Model, type QueryFilter, Schema } from 'mongoose';
import type { ChannelStorage, StoredLease } from '../../domain/ports/storage/channels.ts';
import { duplicateKeyFields } from './duplicateKey.ts';
import { innerSchemaOptions, ownerWorkspace, requiredString, schemaOptions } from './schemaOptions.ts';
import { acrossWorkspaces, workspaceBound } from './workspaceBound.ts';

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
};

/** The states of a channel that somebody is about to link. */
const onItsWay = ['connecting', 'qr_ready', 'pairing_code_ready'] satisfies ChannelStatus[];

export function createChannelModel(connection: Connection): Model<ChannelDocument> {
  const schema = new Schema<ChannelDocument>(
    {
      _id: requiredString,
      workspaceId: ownerWorkspace,
      name: requiredString,
      type: { type: String, required: true, enum: channelTypeSchema.options },
      status: { type: String, required: true, enum: channelStatusSchema.options },
      phoneNumber: { type: String, default: null },
      isLinked: { type: Boolean, required: true },
      isActive: { type: Boolean, required: true },
      isDefault: { type: Boolean, required: true },
      lastStatusUpdate: { type: Date, required: true },
      lastConnected: { type: Date, default: null },
      lastDisconnect: {
        type: new Schema<LastDisconnect>({ reason: requiredString, message: requiredString }, innerSchemaOptions),
        default: null,
      },
      lease: new Schema<StoredLease>(
        {
          owner: { type: String, default: null },
          epoch: { type: Number, required: true },
          renewals: { type: Number, required: true },
        },
        innerSchemaOptions,
      ),
      createdAt: { type: Date, required: true },
    },
    schemaOptions,
  );
  schema.plugin(workspaceBound);
  schema.index({ workspaceId: 1, createdAt: 1, _id: 1 });
  schema.index({ workspaceId: 1 }, { unique: true, partialFilterExpression: { isDefault: true } });
  schema.index({ isLinked: 1, isActive: 1 });
  schema.index({ isLinked: 1, status: 1 });
  return connection.model<ChannelDocument>('Channel', schema, 'channels');
}

export function createChannelStorage(channels: Model<ChannelDocument>): ChannelStorage {
  return {
    async create({ id, ...channel }, at) {
      const document: ChannelDocument = {
        ...channel,
        _id: id,
        status: 'inactive',
        phoneNumber: null,
        isLinked: false,
        isActive: true,
        lastStatusUpdate: new Date(at),
        lastConnected: null,
        lastDisconnect: null,
        createdAt: new Date(at),
      };
      try {
        await channels.insertOne(document);
      } catch (error) {
        if (!duplicateKeyFields(error)?.includes('workspaceId')) throw error;
        throw new CommandError('CONFLICT', 'This workspace has a default channel already.');
      }
      return toChannel(document);
    },
    async get({ workspaceId, channelId }) {
      const found = await channels.findOne({ _id: channelId, workspaceId }).lean();
      return found && toChannel(found);
    },
    async list(workspaceId) {
      const found = await channels.find({ workspaceId }).sort({ createdAt: 1, _id: 1 }).lean();
      return found.map(toChannel);
    },
    async update({ workspaceId, channelId, ...held }, { lastConnected, ...change }, at) {
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      const changed = await channels
        .findOneAndUpdate(
          { _id: channelId, workspaceId, ...('epoch' in held ? { 'lease.epoch': held.epoch } : {}) },
          {
            $set: {
              ...given,
              ...(lastConnected === undefined ? {} : { lastConnected: new Date(lastConnected) }),
              ...(change.status === undefined ? {} : { lastStatusUpdate: new Date(at) }),
            },
          },
          { returnDocument: 'after' },
        )
        .lean();
      return changed && toChannel(changed);
    },
    async listKept() {
      const fields = { workspaceId: 1, type: 1, phoneNumber: 1, status: 1, isLinked: 1, lease: 1 };
      const read = (which: QueryFilter<ChannelDocument>) =>
        channels.find(which, fields).setOptions(acrossWorkspaces).lean();
      // Two reads, each of which has its index.
      const found = await Promise.all([
        read({ isLinked: true, isActive: true }),
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

    async getLease({ workspaceId, channelId }) {
      const found = await channels.findOne({ _id: channelId, workspaceId }, { lease: 1 }).lean();
      return found?.lease ?? null;
    },
    async takeLease({ workspaceId, channelId }, { owner, seen }) {
      const taken = await channels
        .findOneAndUpdate(
          { _id: channelId, workspaceId, ...(seen === 'any' ? {} : asSeen(seen)) },
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
  };
}
