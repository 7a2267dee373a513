import '#lib/zodWithoutEval.ts';
import type { Channel, ChannelEvent, DayCount } from '@erp-whatsapp/shared/channel';
import type { CommandRequest } from '@erp-whatsapp/shared/commands';
import {
  channelAnswerSchema,
  channelEventsAnswerSchema,
  dayCountsAnswerSchema,
} from '@erp-whatsapp/shared/dialects/channels';
import { useMemo } from 'react';
import { readNothing } from '#lib/api/http.ts';
import { reads } from '#lib/api/reads.ts';
import { type Api, useApi } from '#providers/api-provider.tsx';
import { loadConnectionStatus } from '#store/channels.ts';
import { useAppDispatch } from '#store/hooks.ts';

type ChannelChange = Omit<CommandRequest<'updateChannel'>, 'channelId'>;

/** Everything rejects with an `HttpError`. What changes a number resolves once the console knows of it. */
export type ChannelCalls = {
  add: (channel: { name: string; phoneNumber?: string }) => Promise<Channel>;
  change: (id: string, change: ChannelChange) => Promise<void>;
  /** Connects it, or shows a QR to link it by; also in the place of a pairing code. */
  connect: (id: string) => Promise<void>;
  /** Asks for a code to be typed into the phone with this number. */
  requestCode: (id: string, phoneNumber: string) => Promise<void>;
  disconnect: (id: string) => Promise<void>;
  logOut: (id: string) => Promise<void>;
  remove: (id: string) => Promise<void>;
  /** The latest first. */
  events: (id: string) => Promise<ChannelEvent[]>;
  /** The earliest day first, each day there; by this browser's time zone. */
  countMessages: (id: string, days: number) => Promise<DayCount[]>;
};

export function useChannelCalls(): ChannelCalls {
  const api = useApi();
  const dispatch = useAppDispatch();
  return useMemo(() => createCalls(api, () => dispatch(loadConnectionStatus())), [api, dispatch]);
}

const root = '/api/whatsapp/channels';
const readChannel = reads(channelAnswerSchema);
const readEvents = reads(channelEventsAnswerSchema);
const readCounts = reads(dayCountsAnswerSchema);

function createCalls({ request }: Api, refresh: () => Promise<void>): ChannelCalls {
  const pathOf = (id: string) => `${root}/${encodeURIComponent(id)}`;
  const post = async (path: string, body: object = {}) => {
    await request({ method: 'POST', path, body, read: readNothing });
    await refresh();
  };
  return {
    async add(body) {
      const { payload } = await request({ method: 'POST', path: root, body, read: readChannel });
      await refresh();
      return payload;
    },
    async change(id, body) {
      await request({ method: 'PATCH', path: pathOf(id), body, read: readChannel });
      await refresh();
    },
    connect: (id) => post(`${pathOf(id)}/connect`),
    requestCode: (id, phoneNumber) => post(`${pathOf(id)}/pairing-code`, { phoneNumber }),
    disconnect: (id) => post(`${pathOf(id)}/disconnect`),
    logOut: (id) => post(`${pathOf(id)}/logout`),
    async remove(id) {
      await request({ method: 'DELETE', path: pathOf(id), read: readNothing });
      await refresh();
    },
    events: async (id) => (await request({ method: 'GET', path: `${pathOf(id)}/events`, read: readEvents })).payload,
    async countMessages(id, days) {
      const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
      const query = new URLSearchParams({ days: String(days), timeZone });
      return (await request({ method: 'GET', path: `${pathOf(id)}/message-counts?${query}`, read: readCounts }))
        .payload;
    },
  };
}
