import { commandInputs } from '@erp-whatsapp/shared/commands';
import {
  channelAnswerSchema,
  channelEventsAnswerSchema,
  channelListAnswerSchema,
  channelsFailureSchema,
  dayCountsAnswerSchema,
  deletedChannelAnswerSchema,
} from '@erp-whatsapp/shared/dialects/channels';
import type { Domain } from '../../../domain/createDomain.ts';
import type { Log } from '../../../domain/ports/runtime.ts';
import type { RunCommand } from '../../runCommand.ts';
import type { Cookies } from '../cookies.ts';
import { createRoutes, type MountedRoutes } from '../routes.ts';
import { addLinkRoutes } from './linkRoutes.ts';
import { createRun } from './run.ts';
import { addSendRoutes } from './sendRoutes.ts';

export const channelsFolder = '/api/whatsapp/channels';

/** The `channels` vocabulary over HTTP: a workspace's numbers, and sending from one of them. */
export function createChannelRoutes(parts: {
  domain: Pick<Domain, 'auth' | 'channels' | 'messages'>;
  cookies: Cookies;
  runCommand: RunCommand;
  log: Log;
}): MountedRoutes {
  const routes = createRoutes({ name: 'Channels', folder: channelsFolder, failure: channelsFailureSchema }, parts);
  const run = createRun(parts.runCommand);

  routes.add(
    {
      method: 'post',
      path: '/',
      summary: 'Make a channel for one WhatsApp number',
      mayCall: 'admin',
      input: commandInputs.createChannel,
      answer: channelAnswerSchema,
      statuses: [201],
      refusals: ['INVALID_PHONE', 'CONFLICT'],
    },
    async ({ actor, input }) => toAnswer((await run('createChannel', actor, input)).channel),
  );

  routes.add(
    {
      method: 'get',
      path: '/',
      summary: 'List the channels, oldest first',
      mayCall: 'signedIn',
      query: { withDeleted: 'flag' },
      input: commandInputs.listChannels,
      answer: channelListAnswerSchema,
    },
    async ({ actor, input }) => toAnswer((await run('listChannels', actor, input)).data),
  );

  routes.add(
    {
      method: 'get',
      path: '/:channelId',
      summary: 'All that is known of a channel',
      mayCall: 'signedIn',
      input: commandInputs.getChannel,
      answer: channelAnswerSchema,
      refusals: ['NOT_FOUND'],
    },
    async ({ actor, input }) => toAnswer((await run('getChannel', actor, input)).channel),
  );

  routes.add(
    {
      method: 'patch',
      path: '/:channelId',
      summary: 'Rename a channel, make it the default, switch it off or on',
      mayCall: 'admin',
      input: commandInputs.updateChannel,
      answer: channelAnswerSchema,
      refusals: ['NOT_FOUND'],
    },
    async ({ actor, input }) => toAnswer((await run('updateChannel', actor, input)).channel),
  );

  routes.add(
    {
      method: 'delete',
      path: '/:channelId',
      summary: 'Unlink and delete a channel; its conversations can still be read',
      mayCall: 'admin',
      input: commandInputs.removeChannel,
      answer: deletedChannelAnswerSchema,
      refusals: ['NOT_FOUND'],
    },
    async ({ actor, input }) => {
      const { channelId, name, deletedAt = '' } = (await run('removeChannel', actor, input)).channel;
      return toAnswer({ channelId, name, deletedAt });
    },
  );

  routes.add(
    {
      method: 'get',
      path: '/:channelId/status',
      summary: 'Whether a channel is connected',
      mayCall: 'signedIn',
      input: commandInputs.getChannel,
      answer: channelAnswerSchema,
      refusals: ['NOT_FOUND'],
    },
    async ({ actor, input }) => toAnswer((await run('getChannel', actor, input)).channel),
  );

  routes.add(
    {
      method: 'get',
      path: '/:channelId/events',
      summary: 'What became of a channel’s connection, the latest first',
      mayCall: 'admin',
      input: commandInputs.getChannelEvents,
      answer: channelEventsAnswerSchema,
      refusals: ['NOT_FOUND'],
    },
    async ({ actor, input }) => toAnswer((await run('getChannelEvents', actor, input)).data),
  );

  routes.add(
    {
      method: 'get',
      path: '/:channelId/message-counts',
      summary: 'How many messages went over a channel, day by day',
      mayCall: 'admin',
      query: { days: 'number', timeZone: 'text' },
      input: commandInputs.countChannelMessages,
      answer: dayCountsAnswerSchema,
      refusals: ['NOT_FOUND'],
    },
    async ({ actor, input }) => toAnswer((await run('countChannelMessages', actor, input)).data),
  );

  addLinkRoutes(routes, run);
  addSendRoutes(routes, { ...parts, run });
  return routes;
}

function toAnswer<Payload>(payload: Payload): { ok: true; payload: Payload } {
  return { ok: true, payload };
}
