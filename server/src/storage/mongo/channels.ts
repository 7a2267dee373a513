import {
  type Channel,
  type ChannelStatus,
  type ChannelType,
  channelStatusSchema,
  channelTypeSchema,
  type LastDisconnect,
} from '@erp-whatsapp/shared/channel';
import { CommandError } from '@erp-whatsapp/shared/errors';
import { type Connection, type Model, Schema } from 'mongoose';
import type { ChannelStorage } from '../../domain/ports/storage.ts';
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
  createdAt: Date;
};

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
    async update({ workspaceId, channelId }, { lastConnected, ...change }, at) {
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      const changed = await channels
        .findOneAndUpdate(
          { _id: channelId, workspaceId },
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
    async listLinked() {
      const found = await channels.find({ isLinked: true, isActive: true }).setOptions(acrossWorkspaces).lean();
      return found.map(({ _id, workspaceId, type }) => ({ workspaceId, channelId: _id, type }));
    },
    async resetUnlinked(at) {
      await channels
        .updateMany(
          { isLinked: false, status: { $in: ['connecting', 'qr_ready', 'pairing_code_ready'] } },
          { $set: { status: 'inactive', lastStatusUpdate: new Date(at) } },
        )
        .setOptions(acrossWorkspaces);
    },
  };
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
