import { act, render } from '@testing-library/react';
import { Profiler } from 'react';
import { Provider } from 'react-redux';
import { beforeEach, describe, expect, it } from 'vitest';
import { createParts } from '#app/createParts.ts';
import { texts } from '#lib/texts/i18n.ts';
import type { AppStore } from '#store/makeStore.ts';
import { messageAccepted, messageQueued, statusChanged } from '#store/slices/facts.ts';
import { makeMessage } from '#testing/factories.ts';
import { MessageRow } from './MessageRow.tsx';
import { createPane, type Pane, PaneContext } from './pane.ts';

const keys = ['x1', 'x2', 'x3'];

describe('a message’s row', () => {
  /** Which rows were drawn, in order. */
  const drawn: string[] = [];
  let pane: Pane;
  let store: AppStore;

  beforeEach(() => {
    drawn.length = 0;
    pane = createPane();
    store = createParts().store;
    for (const key of keys) addMessage(store, key);
    render(
      <Provider store={store}>
        <PaneContext value={pane}>
          <ol>
            {keys.map((key) => (
              <Profiler key={key} id={key} onRender={(id) => drawn.push(id)}>
                <MessageRow
                  measure={measure}
                  threadKey="c1"
                  rowKey={key}
                  isRunStart={false}
                  name="Ana"
                  myId="u1"
                  t={texts.t}
                />
              </Profiler>
            ))}
          </ol>
        </PaneContext>
      </Provider>,
    );
    expect(drawn).toEqual(keys);
    drawn.length = 0;
  });

  it('is the only one that is drawn anew for its tick', () => {
    act(() => tick(store, 'x2', 'delivered'));
    expect(drawn).toEqual(['x2']);
    act(() => tick(store, 'x2', 'read'));
    expect(drawn).toEqual(['x2', 'x2']);
  });

  it('is the only one that is drawn anew when it is chosen', () => {
    act(() => pane.change({ isSelecting: true }));
    drawn.length = 0;
    const row = store.getState().messages.threads['c1']?.entities['x3'];
    act(() => pane.change({ selected: new Map(row === undefined ? [] : [['x3', row]]) }));
    expect(new Set(drawn)).toEqual(new Set(['x3']));
  });

  it('is not drawn anew for what others are about: a quote, details, another’s length', () => {
    act(() => pane.change({ quote: '> a', detailsOf: 'x1', expanded: new Set(['x9']) }));
    expect(drawn).toEqual([]);
  });
});

function measure(): void {}

function addMessage(store: AppStore, key: string): void {
  const message = makeMessage({ id: `id-${key}`, isOutgoing: true, status: 'sent', content: key });
  const { createdAt } = message;
  store.dispatch(
    messageQueued({
      threadKey: 'c1',
      row: { ...message, id: key, key, clientMessageId: key, isStored: false, status: 'pending' },
      entry: { clientMessageId: key, text: key, to: null, conversationId: 'c1', replyTo: null, createdAt },
    }),
  );
  const sent = { id: message.id, messageId: null, clientMessageId: key, conversationId: 'c1', timestamp: createdAt };
  store.dispatch(messageAccepted({ threadKey: 'c1', sent: { ...sent, status: 'sent' } }));
}

function tick(store: AppStore, key: string, status: 'delivered' | 'read'): void {
  const timestamp = new Date().toISOString();
  const update = { id: `id-${key}`, messageId: null, conversationId: 'c1', channelId: 'ch1', timestamp, seq: 90_000 };
  store.dispatch(statusChanged({ ...update, status }));
}
