import type { MessageStatusUpdate } from '@erp-whatsapp/shared/dialects/erp';
import type { UnknownAction } from '@reduxjs/toolkit';
import { describe, expect, it } from 'vitest';
import { makeMessage } from '#testing/factories.ts';
import {
  changesTold,
  conversationMerged,
  messageArrived,
  messageQueued,
  messageRefused,
  statusChanged,
} from './facts.ts';
import {
  messagesReducer,
  newestRequested,
  pageLoaded,
  resolveThread,
  threadLeft,
  threadsOutdated,
} from './messages.ts';
import type { ThreadPage } from './threadPages.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString();
const message = (minute: number) => makeMessage({ id: `m${minute}`, content: `${minute}`, createdAt: at(minute) });
const numbered = (conversationId: string) => (minute: number) => ({ ...message(minute), conversationId });
const end = { from: { kind: 'end', isWanted: false }, hasNewer: false } as const;
const newest = { ...end, hasOlder: true } as const;
const whole = { ...end, hasOlder: false } as const;
const page = (minutes: number[], fields: Partial<ThreadPage> = {}) =>
  pageLoaded({ conversationId: 'c1', messages: minutes.map(message), ...newest, ...fields });
const before = (minute: number, hasOlder = true) =>
  ({ from: { kind: 'before', id: `m${minute}` }, hasOlder, hasNewer: true }) as const;

function run(...actions: UnknownAction[]) {
  return actions.reduce(messagesReducer, undefined) ?? messagesReducer(undefined, { type: 'nothing' });
}

function contents(state: ReturnType<typeof run>, id = 'c1') {
  const thread = state.threads[id];
  return thread?.ids.map((key) => thread.entities[key]?.content);
}

function status(fields: Partial<MessageStatusUpdate>): UnknownAction {
  return statusChanged({
    id: 'm1',
    messageId: 'WA1',
    conversationId: 'c1',
    channelId: 'ch1',
    status: 'delivered',
    timestamp: at(30),
    seq: 1_000_000,
    ...fields,
  });
}

describe('a thread', () => {
  it('is one run of messages without a gap: an older page joins it, a newest page that does not touch it replaces it', () => {
    const joined = run(page([10, 11, 12]), page([7, 8, 9], before(10)), page([12, 13]));
    expect(contents(joined)).toEqual(['7', '8', '9', '10', '11', '12', '13']);
    const replaced = run(page([10, 11, 12]), page([50, 51]));
    expect(contents(replaced)).toEqual(['50', '51']);
    expect(replaced.threads['c1']?.older).toBe('some');
  });

  it('knows when nothing is older, and does not forget it at a reload', () => {
    const state = run(page([10, 11]), page([9], before(10, false)), page([10, 11, 12]));
    expect(state.threads['c1']?.older).toBe('none');
  });

  it('keeps what could be read in the end, in whatever order that is told', () => {
    const waiting = { ...message(2), content: 'Wait', isPlaceholder: true, seq: 10 };
    const readable = { ...message(2), seq: 11 };
    const tick = status({ id: 'm2', status: 'read', seq: 12 });
    for (const told of [
      [messageArrived(waiting), changesTold({ messages: [readable], conversations: [] }), tick],
      [messageArrived(waiting), tick, changesTold({ messages: [readable], conversations: [] })],
      [messageArrived(readable), tick, changesTold({ messages: [waiting], conversations: [] })],
    ]) {
      const state = run(page([1, 3]), ...told);
      expect(contents(state)).toEqual(['1', '2', '3']);
      expect(state.threads['c1']?.entities['m2']).toMatchObject({ status: 'read', isPlaceholder: false, seq: 12 });
    }
  });

  it('leaves what got its content far above alone', () => {
    const state = run(page([10, 11]), changesTold({ messages: [message(2)], conversations: [] }));
    expect(contents(state)).toEqual(['10', '11']);
  });

  it('keeps rows that did not change, and the order where it did not', () => {
    const before = run(page([1, 2, 3]));
    const after = messagesReducer(before, status({ id: 'm2', status: 'read' }));
    expect(after.threads['c1']?.ids).toBe(before.threads['c1']?.ids);
    expect(after.threads['c1']?.entities['m1']).toBe(before.threads['c1']?.entities['m1']);
    expect(after.threads['c1']?.entities['m2']?.status).toBe('read');
  });

  it('is not made by a message for a conversation that was never opened', () => {
    expect(run(messageArrived(message(1))).threads).toEqual({});
    expect(contents(run(newestRequested('c1'), messageArrived(message(1))))).toEqual(['1']);
  });

  it('takes in what happened to the part of it that is known, and nothing before that', () => {
    const told = changesTold({ messages: [2, 11, 13].map(message), conversations: [] });
    expect(contents(run(page([10, 11, 12]), told))).toEqual(['10', '11', '12', '13']);
    expect(contents(run(page([10, 11, 12], whole), told))).toEqual(['2', '10', '11', '12', '13']);
    expect(run(told).threads).toEqual({});
  });

  it('that was left is read on only from where it was complete', () => {
    const left = [page([10, 11]), threadLeft('c1'), messageArrived(message(20))];
    expect(contents(run(...left, page([11, 15, 20])))).toEqual(['10', '11', '15', '20']);
    expect(contents(run(...left, page([15, 20, 21])))).toEqual(['15', '20', '21']);
    expect(contents(run(...left, page([15, 20, 21]), page([21, 22])))).toEqual(['15', '20', '21', '22']);
  });

  it('is forgotten after a gap unless it is open', () => {
    expect(run(page([1]), threadsOutdated([])).threads).toEqual({});
    expect(contents(run(page([1]), threadsOutdated(['c1'])))).toEqual(['1']);
  });
});

describe('a status', () => {
  it('that comes before its message is kept for it', () => {
    const outgoing = makeMessage({ id: 'm1', isOutgoing: true, status: 'pending', createdAt: at(1) });
    const state = run(newestRequested('c1'), status({ status: 'delivered' }), messageArrived(outgoing));
    expect(state.threads['c1']?.entities['m1']?.status).toBe('delivered');
    expect(state.early).toEqual({});
  });

  it('moves forward only, also in what a page says', () => {
    const outgoing = makeMessage({ id: 'm1', isOutgoing: true, status: 'sent', createdAt: at(1) });
    const reload = pageLoaded({ conversationId: 'c1', messages: [outgoing], ...whole });
    const state = run(reload, status({ status: 'read' }), status({ status: 'delivered' }), reload);
    expect(state.threads['c1']?.entities['m1']).toMatchObject({ status: 'read', readAt: at(30), deliveredAt: at(30) });
  });

  it('leads from failed back to pending by a retry alone, which is a newer change', () => {
    const failed = makeMessage({ id: 'm1', isOutgoing: true, status: 'failed', seq: 10, createdAt: at(1) });
    const known = pageLoaded({ conversationId: 'c1', messages: [failed], ...whole });
    const statusOf = (seq: number) =>
      run(known, status({ status: 'pending', seq })).threads['c1']?.entities['m1']?.status;
    expect([statusOf(9), statusOf(11)]).toEqual(['failed', 'pending']);
  });

  it('can be that a sent message failed after all, and of the two the later one holds', () => {
    const sent = makeMessage({ id: 'm1', isOutgoing: true, status: 'sent', seq: 10, createdAt: at(1) });
    const known = pageLoaded({ conversationId: 'c1', messages: [sent], ...whole });
    const error = { code: 'WHATSAPP_REJECTED', message: 'WhatsApp refused it.' } as const;
    const refused = status({ status: 'failed', error, seq: 12 });
    const rowAfter = (...actions: UnknownAction[]) => run(known, ...actions).threads['c1']?.entities['m1'];
    expect(rowAfter(refused)).toMatchObject({ status: 'failed', error });
    expect(rowAfter(refused, status({ status: 'sent', seq: 11 }))).toMatchObject({ status: 'failed', error });
    expect(rowAfter(refused, known)).toMatchObject({ status: 'failed', error });
    expect(rowAfter(refused, status({ status: 'sent', seq: 13 }))).toMatchObject({ status: 'sent', error: null });
    expect(rowAfter(status({ status: 'delivered', seq: 12 }), refused)).toMatchObject({ status: 'delivered' });
  });

  it('of a refused send does not touch what the server has', () => {
    const stored = makeMessage({ id: 'm1', clientMessageId: 'x', isOutgoing: true, status: 'sent', createdAt: at(1) });
    const error = { code: 'CONFLICT', message: 'No.' } as const;
    const state = run(
      pageLoaded({ conversationId: 'c1', messages: [stored], ...whole }),
      messageRefused({ threadKey: 'c1', clientMessageId: 'x', error }),
    );
    expect(state.threads['c1']?.entities['x']).toMatchObject({ status: 'sent', error: null });
  });
});

describe('a merge', () => {
  it('leaves former names that lead to the last one', () => {
    const state = run(
      page([1, 2]),
      conversationMerged({ id: 'c1', mergedInto: 'c2' }),
      conversationMerged({ id: 'c2', mergedInto: 'c3' }),
    );
    expect([resolveThread(state, 'c1'), resolveThread(state, 'c2'), resolveThread(state, 'c3')]).toEqual([
      'c3',
      'c3',
      'c3',
    ]);
    expect(contents(state, 'c3')).toEqual(['1', '2']);
    expect(Object.keys(state.threads)).toEqual(['c3']);
  });

  it('makes one thread in order, without what one of both may have older ones around', () => {
    const both = (isLast: boolean) =>
      run(
        pageLoaded({ conversationId: 'c1', messages: [2, 4, 9].map(numbered('c1')), ...whole }),
        pageLoaded({ conversationId: 'c2', messages: [3, 5, 8].map(numbered('c2')), ...end, hasOlder: !isLast }),
        conversationMerged({ id: 'c1', mergedInto: 'c2' }),
      );
    expect(contents(both(true), 'c2')).toEqual(['2', '3', '4', '5', '8', '9']);
    expect(contents(both(false), 'c2')).toEqual(['3', '4', '5', '8', '9']);
    expect(both(false).threads['c2']).toMatchObject({ older: 'some', completeUpTo: null });
    for (const row of Object.values(both(true).threads['c2']?.entities ?? {})) expect(row.conversationId).toBe('c2');
  });

  it('shows what is known of the one until the newest page of both has come, and then nothing with a gap', () => {
    const merged = [
      pageLoaded({ conversationId: 'c1', messages: [1, 2, 3].map(numbered('c1')), ...newest }),
      conversationMerged({ id: 'c1', mergedInto: 'c2' }),
    ];
    expect(contents(run(...merged), 'c2')).toEqual(['1', '2', '3']);
    const messages = [3, 4].map(numbered('c2'));
    const state = run(...merged, pageLoaded({ conversationId: 'c2', messages, ...newest }));
    expect(contents(state, 'c2')).toEqual(['3', '4']);
  });

  it('has a message once that WhatsApp told in both', () => {
    const twice = (conversationId: string, id: string) => makeMessage({ conversationId, id, messageId: 'WA-twice' });
    const page = (conversationId: string, id: string) =>
      pageLoaded({ conversationId, messages: [twice(conversationId, id)], ...whole });
    const state = run(page('c1', 'a'), page('c2', 'b'), conversationMerged({ id: 'c1', mergedInto: 'c2' }));
    expect(state.threads['c2']?.ids).toEqual(['b']);
  });

  it('keeps what still waits at the end', () => {
    const row = { ...makeMessage({ id: 'x', clientMessageId: 'x', status: 'pending' }), key: 'x', isStored: false };
    const entry = { clientMessageId: 'x', text: 'Hi', to: null, conversationId: 'c1', replyTo: null, createdAt: at(1) };
    const state = run(
      messageQueued({ threadKey: 'c1', row: { ...row, isOutgoing: true, content: 'waits' }, entry }),
      pageLoaded({ conversationId: 'c2', messages: [5, 6].map(numbered('c2')), ...whole }),
      conversationMerged({ id: 'c1', mergedInto: 'c2' }),
    );
    expect(contents(state, 'c2')).toEqual(['5', '6', 'waits']);
  });
});
