import type { Channel, ChannelStatus } from '@erp-whatsapp/shared/channel';
import {
  channelAnswerSchema,
  channelListAnswerSchema,
  channelsFailureSchema,
} from '@erp-whatsapp/shared/dialects/channels';
import { type ErrorCode, errorTable } from '@erp-whatsapp/shared/errors';
import { expect } from 'vitest';
import { signIn } from './console.ts';
import { type Answered, createCall } from './http.ts';
import type { TestApp } from './startApp.ts';
import { waitFor } from './waitFor.ts';

type Ask = (method: string, path: string, body?: object) => Promise<Answered>;

/** The channels over HTTP, asked with keys as integrators have them. */
export async function createChannelApi(app: TestApp) {
  const call = createCall(() => app);
  const askWith =
    (key: string): Ask =>
    (method, path, body) =>
      call(method, `/whatsapp/channels${path}`, { headers: { 'x-api-key': key }, ...(body ? { body } : {}) });
  const { user } = await signIn(app, app.admin);
  const makeKey = async (role: 'admin' | 'agent') =>
    (await app.domain().apiKeys.create(user.workspaceId, { name: role, role })).key;
  const ask = askWith(await makeKey('admin'));
  const askAsAgent = askWith(await makeKey('agent'));

  const list = async (query = '') => channelListAnswerSchema.parse((await ask('GET', query)).body).payload;
  const get = async (channelId: string): Promise<Channel> =>
    channelAnswerSchema.parse((await ask('GET', `/${channelId}`)).body).payload;
  return {
    /** Asks as an admin. `path`: below the channels. */
    ask,
    askAsAgent,
    askWith,
    list,
    get,
    send: (channelId: string, body: object) => ask('POST', `/${channelId}/send`, body),
    waitForStatus: (channelId: string, status: ChannelStatus) =>
      waitFor(`the channel to be ${status}`, async () => (await get(channelId)).status === status),
    /** @returns its id */
    async make(name: string, phoneNumber?: string): Promise<string> {
      const { status, body } = await ask('POST', '', { name, phoneNumber });
      expect(status).toBe(201);
      return channelAnswerSchema.parse(body).payload.channelId;
    },
    /** The id of the channel with a number. */
    async find(phoneNumber: string): Promise<string> {
      const found = (await list()).find((channel) => channel.phoneNumber === phoneNumber);
      if (!found) throw new Error(`there is no channel with ${phoneNumber}`);
      return found.channelId;
    },
  };
}

export type ChannelApi = Awaited<ReturnType<typeof createChannelApi>>;

/** A refusal with its code, the status of that code, and a sentence. */
export function expectRefused({ status, body }: Answered, code: ErrorCode): void {
  const { error } = channelsFailureSchema.parse(body);
  expect(error.code, error.message).toBe(code);
  expect(status).toBe(errorTable[code].status);
  expect(error.message.length).toBeGreaterThan(10);
}
