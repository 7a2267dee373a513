import type { Message } from '@erp-whatsapp/shared/message';
import { configureStore, Tuple } from '@reduxjs/toolkit';
import { useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Provider } from 'react-redux';
import { useAppStore } from '#store/hooks.ts';
import { pageLoaded } from '#store/slices/messages.ts';
import { type RootState, rootReducer } from '#store/state.ts';
import { MessageList } from './MessageList.tsx';
import { createPane, PaneContext } from './pane.ts';
import { ThreadPane } from './ThreadPane.tsx';

/** No conversation has it as its key. */
const rehearsed = 'rehearsal';
const messageCount = 24;
const contact = { isOpen: false, isFresh: false, toggle: () => undefined };

/**
 * An opened conversation that nobody sees: before its messages are there, and with them. Told to go in the same moment in
 * which it is there, so that it takes no key and tells nobody anything.
 *
 * A browser runs code slowly the first time: the first conversation that somebody opens took half as long again as the next.
 */
export function Rehearsal({ onDrawn }: { onDrawn: () => void }) {
  const { t } = useTranslation();
  const store = useAppStore();
  const [stage] = useState(() => makeStage(store.getState()));
  const [known] = useState(() => store.getState().conversations.ids[0] ?? rehearsed);
  const [pane] = useState(createPane);
  const area = useRef(document.body);
  useLayoutEffect(onDrawn, [onDrawn]);
  return (
    <div inert className="invisible fixed inset-0 flex [contain:strict]">
      <Provider store={stage}>
        <ThreadPane threadKey={known} contact={contact} onLink={() => undefined} />
        <PaneContext value={pane}>
          <MessageList threadKey={rehearsed} name={rehearsed} {...{ area, t }} />
        </PaneContext>
      </Provider>
    </div>
  );
}

/** What the console knows, and a conversation more. It stays as it is, whatever it is told. */
function makeStage(known: RootState) {
  const messages = Array.from({ length: messageCount }, (_, index) => makeMessage(index));
  const from = { kind: 'end', isWanted: false } as const;
  const page = { conversationId: rehearsed, messages, from, hasOlder: true, hasNewer: false };
  const state = rootReducer(known, pageLoaded(page));
  return configureStore({
    reducer: () => state,
    middleware: () => new Tuple(() => () => (action: unknown) => action),
    devTools: false,
  });
}

/** By turns the customer's and the team's, in each state that a message is commonly in. */
function makeMessage(index: number): Message {
  const at = new Date(Date.UTC(2026, 0, 1, 12, index)).toISOString();
  const isOutgoing = index % 2 === 1;
  return {
    id: `${index}`,
    messageId: null,
    clientMessageId: null,
    conversationId: rehearsed,
    channelId: '',
    customerId: '',
    content: `*Rehearsal*, line ${index} of _some_ 🙂, as seen on https://example.com`,
    messageType: 'text',
    isOutgoing,
    senderType: isOutgoing ? 'system' : 'customer',
    sender: null,
    status: index % 4 === 1 ? 'delivered' : 'read',
    error: null,
    media: null,
    replyTo: null,
    reactions: [],
    isTemplate: false,
    templateName: null,
    bulkMessageId: null,
    isPlaceholder: false,
    createdAt: at,
    updatedAt: at,
    sentAt: null,
    deliveredAt: null,
    readAt: null,
    timestamp: at,
    seq: index,
  };
}
