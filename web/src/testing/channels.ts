import type { Channel, ChannelEvent, DayCount } from '@erp-whatsapp/shared/channel';
import { HttpResponse, http } from 'msw';
import { makeChannel } from './factories.ts';
import { api, apiUrl } from './handlers.ts';
import type { TestServer } from './startServer.ts';

const root = `${apiUrl}/api/whatsapp/channels`;

export type ChannelState = {
  events: ChannelEvent[];
  counts: DayCount[];
  /** What was asked for beside reading, in order. */
  calls: { call: string; body: unknown }[];
};

/** The API's numbers, which are those of the server and keep what they are told. What becomes of a connection a test tells. */
export function keepChannels(
  server: TestServer,
  channels: Channel[],
  fields: Partial<ChannelState> = {},
): ChannelState {
  const state: ChannelState = { events: [], counts: [], calls: [], ...fields };
  const tell = (changed: Channel[]) => {
    const [first] = changed;
    server.status = {
      ...server.status,
      channels: changed,
      channelId: first?.channelId ?? null,
      phoneNumber: first?.phoneNumber ?? null,
      connected: first?.status === 'active',
      connectionState: first?.status ?? 'inactive',
    };
  };
  tell(channels);
  const take = async (request: Request): Promise<Record<string, unknown>> => {
    const text = await request.text();
    const body: Record<string, unknown> = text === '' ? {} : JSON.parse(text);
    const path = new URL(request.url).pathname.replace('/api/whatsapp/channels', '');
    state.calls.push({ call: `${request.method} ${path}`, body });
    return body;
  };
  const onItsWay = http.post(`${root}/:id/:step`, async ({ request, params: { id } }) => {
    await take(request);
    return HttpResponse.json({ ok: true, message: 'Done', channelId: id, status: 'connecting' });
  });
  api.use(
    http.get(`${root}/:id/events`, () => HttpResponse.json({ ok: true, payload: state.events })),
    http.get(`${root}/:id/message-counts`, () => HttpResponse.json({ ok: true, payload: state.counts })),
    http.post(root, async ({ request }) => {
      const { name, phoneNumber } = await take(request);
      const taken = server.status.channels.find((channel) => channel.phoneNumber === phoneNumber);
      if (taken !== undefined) return refuseChannel(409, 'CONFLICT', `“${taken.name}” has this number already.`);
      const made = makeChannel({
        ...{ channelId: `ch${server.status.channels.length + 1}`, name: String(name), status: 'inactive' },
        ...{ isLinked: false, isDefault: server.status.channels.length === 0, lastConnected: null },
        phoneNumber: typeof phoneNumber === 'string' ? phoneNumber : null,
      });
      tell([...server.status.channels, made]);
      return HttpResponse.json({ ok: true, payload: made }, { status: 201 });
    }),
    http.patch(`${root}/:id`, async ({ request, params: { id } }) => {
      const change = await take(request);
      const isDefault = change['isDefault'] === true;
      tell(
        server.status.channels.map((channel) =>
          channel.channelId === id
            ? { ...channel, ...change }
            : { ...channel, isDefault: channel.isDefault && !isDefault },
        ),
      );
      return HttpResponse.json({ ok: true, payload: server.status.channels.find(({ channelId }) => channelId === id) });
    }),
    http.delete(`${root}/:id`, async ({ request, params: { id } }) => {
      await take(request);
      tell(server.status.channels.filter(({ channelId }) => channelId !== id));
      return HttpResponse.json({ ok: true, payload: { channelId: id, name: '', deletedAt: new Date().toISOString() } });
    }),
    onItsWay,
  );
  return state;
}

export function refuseChannel(status: number, code: string, message: string): Response {
  return HttpResponse.json({ ok: false, error: { code, message } }, { status });
}

/** Tells that a number is in another state now, as the server does. */
export function tellChannel(server: TestServer, channelId: string, change: Partial<Channel>): void {
  const lastStatusUpdate = new Date().toISOString();
  const channels = server.status.channels.map((channel) =>
    channel.channelId === channelId ? { ...channel, lastStatusUpdate, ...change } : channel,
  );
  const channel = channels.find((each) => each.channelId === channelId);
  server.status = { ...server.status, channels };
  server.emit('whatsapp_status_update', {
    ...server.status,
    channelId,
    connected: channel?.status === 'active',
    connectionState: channel?.status ?? 'inactive',
    phoneNumber: channel?.phoneNumber ?? null,
  });
}
