import type { Channel } from '@erp-whatsapp/shared/channel';
import { type ChannelState, keepChannels } from './channels.ts';
import { renderApp } from './renderApp.tsx';

type Given = {
  path?: string;
  state?: Partial<ChannelState>;
  /** What goes wrong at first. */
  api?: () => void;
};

/** The pages of these numbers, with what the API keeps of them. */
export async function openChannels(channels: Channel[], given: Given = {}) {
  let state: ChannelState | undefined;
  const rendered = await renderApp({
    path: given.path ?? '/channels',
    prepare: (server) => {
      state = keepChannels(server, channels, given.state);
      given.api?.();
    },
  });
  if (state === undefined) throw new Error('There are no channels.');
  return { ...rendered, state };
}
