import type { Signal } from '../../domain/ports/peers.ts';
import type { Log } from '../../domain/ports/runtime.ts';
import type { ChannelRef, SessionControl, SessionTarget } from '../../domain/ports/whatsapp.ts';

export type SignalParts = {
  control: SessionControl;
  /** Whether the session of a channel runs in this process. */
  isHere: (channel: ChannelRef) => boolean;
  /** Tells what is shown of a channel again. */
  offerShown: (channel: ChannelRef) => void;
  onFact: (signal: Extract<Signal, { name: 'fact' }>) => void;
  onReleased: () => void;
  onSeized: (channel: ChannelRef) => Promise<void>;
  log: Log;
};

/** What other processes ask of whoever holds a number. */
export function createHearSignals({ control, isHere, ...parts }: SignalParts): (signal: Signal) => void {
  return function hear(signal) {
    switch (signal.name) {
      case 'fact':
        parts.onFact(signal);
        return;
      case 'lease:released':
        parts.onReleased();
        return;
      case 'lease:seized':
        void parts.onSeized(signal.channel);
        return;
      case 'session:start':
        void obey(signal.target, () => control.start(signal.target));
        return;
      case 'session:startOver':
        void obey(signal.target, () => control.startOver(signal.target));
        return;
      case 'session:pairingCode':
        void obey(signal.target, () => control.requestPairingCode(signal.target, signal.phoneNumber));
        return;
      case 'session:typing':
        if (isHere(signal.channel)) void control.setTyping(signal.channel, signal.typing).catch(noteFailure);
    }
  };

  /** Whoever asked waits for a code, and may have missed the one that is shown. */
  async function obey(target: SessionTarget, work: () => Promise<void>): Promise<void> {
    if (!isHere(target)) return;
    try {
      await work();
      parts.offerShown({ workspaceId: target.workspaceId, channelId: target.channelId });
    } catch (error) {
      noteFailure(error);
    }
  }

  function noteFailure(error: unknown): void {
    parts.log.warn({ err: error }, 'what another process asked for was not done');
  }
}
