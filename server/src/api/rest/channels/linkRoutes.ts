import { commandInputs } from '@erp-whatsapp/shared/commands';
import { channelOnItsWaySchema } from '@erp-whatsapp/shared/dialects/channels';
import type { Routes } from '../routes.ts';
import type { Run } from './run.ts';

const steps = [
  {
    path: '/:channelId/connect',
    command: 'connectChannel',
    summary: 'Connect a channel: by its link, else a QR, else with `phoneNumber` a pairing code',
    message: 'Connection initiated',
    refusals: ['NOT_FOUND', 'INVALID_PHONE', 'CONFLICT'],
  },
  {
    path: '/:channelId/pairing-code',
    command: 'requestPairingCode',
    summary: 'Ask for a code that the phone types to be linked; it comes as `pairing_code` over Socket.IO',
    message: 'Pairing code requested',
    refusals: ['NOT_FOUND', 'INVALID_PHONE', 'CONFLICT'],
  },
  {
    path: '/:channelId/disconnect',
    command: 'disconnectChannel',
    summary: 'Disconnect a channel and keep its link: sends wait',
    message: 'Channel disconnected',
    refusals: ['NOT_FOUND', 'CONFLICT'],
  },
  {
    path: '/:channelId/logout',
    command: 'logoutChannel',
    summary: 'Unlink the phone of a channel',
    message: 'Channel logged out',
    refusals: ['NOT_FOUND', 'CONFLICT'],
  },
] as const;

/** What leads a channel into another state. */
export function addLinkRoutes(routes: Routes, run: Run): void {
  for (const { path, command, summary, message, refusals } of steps) {
    routes.add(
      {
        method: 'post',
        path,
        summary,
        mayCall: 'admin',
        input: commandInputs[command],
        answer: channelOnItsWaySchema,
        refusals,
      },
      async ({ actor, input }) => {
        const { channelId, status } = await run(command, actor, input);
        return { ok: true as const, message, channelId, status };
      },
    );
  }
}
