import type { WhatsAppWay } from '../../domain/ports/whatsapp.ts';
import type { BaileysWayParts, WhatsAppNetworkSettings } from './createBaileysWay.ts';
import { newMessageId } from './messageId.ts';

type Parts = Omit<BaileysWayParts, 'network'> & {
  /** Asked once, before the first number is opened. */
  reachNetwork: () => Promise<WhatsAppNetworkSettings>;
  /** Told when the way can't be opened at all. */
  onFailure: (error: Error) => void;
};

/** The same way, but nothing of Baileys is loaded before a number needs it: that would take a third of a start. */
export function createBaileysWayOnDemand({ reachNetwork, onFailure, ...parts }: Parts): WhatsAppWay {
  let loading: Promise<WhatsAppWay> | null = null;
  const load = (): Promise<WhatsAppWay> => {
    if (loading === null) {
      loading = loadWay();
      loading.catch(onFailure);
    }
    return loading;
  };

  return {
    async prepare() {
      await load();
    },

    open(channel, events) {
      const opening = load().then((way) => way.open(channel, events));
      return {
        send: async (message) => (await opening).send(message),
        fetchMedia: async (raw, signal) => (await opening).fetchMedia(raw, signal),
        markRead: async (receipt) => (await opening).markRead(receipt),
        setTyping: async (typing) => (await opening).setTyping(typing),
        requestPairingCode: async (phoneNumber) => (await opening).requestPairingCode(phoneNumber),
        returnToQr: async () => (await opening).returnToQr(),
        close: async () => (await opening).close(),
        logout: async () => (await opening).logout(),
      };
    },
    isLinked: async (channel) => (await load()).isLinked(channel),
    newMessageId,
  };

  async function loadWay(): Promise<WhatsAppWay> {
    const [{ createBaileysWay }, network] = await Promise.all([import('./createBaileysWay.ts'), reachNetwork()]);
    return createBaileysWay({ ...parts, network });
  }
}
