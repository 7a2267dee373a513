import type { MessageStatus } from '@erp-whatsapp/shared/message';
import { useEffect, useReducer } from 'react';
import { useWhatsAppWebSocket } from '#lib/whatsapp-websocket-client.ts';
import { useSocket } from '#providers/socket-provider.tsx';
import { addMessage, type Minute } from './tally.ts';

export type Live = {
  minutes: readonly Minute[];
  /** What became of messages since they were told. */
  statuses: ReadonlyMap<string, MessageStatus>;
  /** Whether something may have been told while the connection was lost for too long. */
  hasGap: boolean;
  /** How often somebody came or went. */
  comings: number;
};

type Told =
  | { what: 'message'; channelId: string; isOutgoing: boolean; at: number }
  | { what: 'status'; id: string; status: MessageStatus }
  | { what: 'coming' }
  | { what: 'gap' };

/** As many statuses are kept as there are messages to show them. */
const keptStatuses = 1_000;
const initial: Live = { minutes: [], statuses: new Map(), hasGap: false, comings: 0 };

/** All messages of the workspace as they flow, from the general room. The latest is last. */
export function useLive() {
  const { serverUrl, readToken } = useSocket();
  const { messages, isConnected, joinGeneralRoom, client } = useWhatsAppWebSocket(serverUrl, { token: readToken });
  const [live, tell] = useReducer(take, initial);

  useEffect(() => joinGeneralRoom(), [joinGeneralRoom]);

  useEffect(() => {
    if (client === null) return;
    const { socket } = client;
    client.onStatusUpdate(({ id, status }) => tell({ what: 'status', id, status }));
    socket.on('whatsappMessage', ({ senderType, metadata: { channelId } }) => {
      tell({ what: 'message', channelId, isOutgoing: senderType === 'agent', at: Date.now() });
    });
    socket.on('clientJoined', () => tell({ what: 'coming' }));
    socket.on('clientLeft', () => tell({ what: 'coming' }));
    let wasJoined = false;
    socket.on('whatsappGeneralJoined', () => {
      // The room had to be joined anew: the server had forgotten who this was.
      if (wasJoined) tell({ what: 'gap' });
      wasJoined = true;
    });
  }, [client]);

  return { ...live, messages, isConnected };
}

function take(live: Live, told: Told): Live {
  switch (told.what) {
    case 'message':
      return { ...live, minutes: addMessage(live.minutes, told) };
    case 'status': {
      const { id, status } = told;
      const others = [...live.statuses].filter(([known]) => known !== id);
      return { ...live, statuses: new Map([...others.slice(1 - keptStatuses), [id, status]]) };
    }
    case 'coming':
      return { ...live, comings: live.comings + 1 };
    case 'gap':
      return { ...live, hasGap: true, comings: live.comings + 1 };
  }
}
