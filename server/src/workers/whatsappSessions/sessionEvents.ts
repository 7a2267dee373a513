import type { Domain } from '../../domain/createDomain.ts';
import type { Log } from '../../domain/ports/runtime.ts';
import type { ChannelRef, HeldChannel, SessionEvents, SessionState, ShownCode } from '../../domain/ports/whatsapp.ts';

export type SessionsDomain = Pick<Domain, 'channels' | 'contacts' | 'messages' | 'mend'>;

export type SessionEventsParts = {
  domain: SessionsDomain;
  /** @returns a `data:image/png` address */
  renderQr: (text: string) => Promise<string>;
  /** Told before anybody else is. */
  remember: (state: SessionState, shown: ShownCode | null) => void;
  log: Log;
};

/** Carries what a number's session tells into the domain. */
export function createSessionEvents(held: HeldChannel, parts: SessionEventsParts): SessionEvents {
  const { channels, contacts, messages } = parts.domain;
  const channel: ChannelRef = { workspaceId: held.workspaceId, channelId: held.channelId };

  return {
    async onState(state) {
      const shown = await toShown(state);
      parts.log.info({ channelId: channel.channelId, status: state.status }, 'whatsapp session');
      parts.remember(state, shown);
      await channels.applyState(held, state);
      if (shown) offerCode(parts.domain, channel, shown);
    },
    onMessage: (message) => messages.receive(channel, message),
    onStatus: (status) => messages.applyStatus(channel, status),
    onIdentity: (identity) => contacts.learn(channel.workspaceId, identity),
    onTyping: (typing) => messages.receiveTyping(channel, typing),
  };

  async function toShown(state: SessionState): Promise<ShownCode | null> {
    switch (state.status) {
      case 'qr_ready':
        return { by: 'qr', picture: await parts.renderQr(state.qr), expiresAt: state.expiresAt };
      case 'pairing_code_ready':
        return { by: 'pairingCode', code: state.code, expiresAt: state.expiresAt };
      case 'connecting':
      case 'active':
      case 'inactive':
      case 'error':
      case 'logged_out':
        return null;
    }
  }
}

/** Tells who waits for it. */
export function offerCode({ channels }: Pick<SessionsDomain, 'channels'>, channel: ChannelRef, shown: ShownCode): void {
  if (shown.by === 'qr') channels.offerQr(channel, shown);
  else channels.offerPairingCode(channel, shown);
}
