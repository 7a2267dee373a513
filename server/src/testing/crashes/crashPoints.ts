import type { Ports } from '../../app.ts';
import type { ConversationStorage } from '../../domain/ports/storage/conversations.ts';
import type { MessageStorage } from '../../domain/ports/storage/messages.ts';
import type { WhatsAppWay } from '../../domain/ports/whatsapp.ts';

/**
 * Where a process can be made to die. Between two calls of its ports the domain does nothing that lasts, so these are
 * all the moments that there are: `stored` an outgoing message, not acknowledged · `to be sent`, and acknowledged ·
 * `sent`, its status not stored · `status stored`, not published · `arrival stored`, not published · `placeholder stored`,
 * nothing asked for again · `placeholder replaced`, not published · `half merged`: some messages of a conversation are another
 * one's · `merged`, not published.
 */
export const crashPoints = [
  'stored',
  'to be sent',
  'sent',
  'status stored',
  'arrival stored',
  'placeholder stored',
  'placeholder replaced',
  'half merged',
  'merged',
] as const;
export type CrashPoint = (typeof crashPoints)[number];

/** A message with this in its text is the one that the process dies of; of those that can't be read, any. */
export const lastStraw = 'the last straw';

/** @param crash does not return */
export function crashAt(point: CrashPoint, crash: () => void): (ports: Ports) => Ports {
  const crashIf = (isHere: boolean, content: string | undefined) => {
    if (isHere && content?.includes(lastStraw)) crash();
  };

  return ({ storage, way }) => ({
    storage: {
      ...storage,
      messages: { ...storage.messages, ...wrapMessages(storage.messages) },
      conversations: { ...storage.conversations, ...wrapConversations(storage.conversations) },
    },
    way: { ...way, open: wrapOpen(way) },
  });

  function wrapMessages(
    messages: MessageStorage,
  ): Pick<MessageStorage, 'insert' | 'replacePlaceholder' | 'advanceStatus' | 'move'> {
    return {
      async move(workspaceId, move) {
        if (point !== 'half merged') return messages.move(workspaceId, move);
        const moved = await messages.move(workspaceId, { ...move, limit: 2 });
        crash();
        return moved;
      },
      async insert(message) {
        const inserted = await messages.insert(message);
        crashIf(point === (message.isOutgoing ? 'stored' : 'arrival stored'), message.content);
        if (point === 'placeholder stored' && message.isPlaceholder) crash();
        return inserted;
      },
      async replacePlaceholder(workspaceId, id, replacement) {
        const message = await messages.replacePlaceholder(workspaceId, id, replacement);
        crashIf(point === 'placeholder replaced', message?.content);
        return message;
      },
      async advanceStatus(workspaceId, id, change) {
        const message = await messages.advanceStatus(workspaceId, id, change);
        crashIf(point === 'status stored', message?.content);
        return message;
      },
    };
  }

  function wrapConversations(conversations: ConversationStorage): Pick<ConversationStorage, 'mergeInto'> {
    return {
      async mergeInto(workspaceId, change) {
        const merged = await conversations.mergeInto(workspaceId, change);
        if (point === 'merged') crash();
        return merged;
      },
    };
  }

  function wrapOpen(way: WhatsAppWay): WhatsAppWay['open'] {
    return (channel, events) => {
      const session = way.open(channel, events);
      return {
        ...session,
        async send(message) {
          crashIf(point === 'to be sent', message.content);
          const outcome = await session.send(message);
          crashIf(point === 'sent' && outcome.outcome === 'accepted', message.content);
          return outcome;
        },
      };
    };
  }
}
