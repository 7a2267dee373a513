import type { MessageStatus } from '@erp-whatsapp/shared/message';
import type { UnknownAction } from '@reduxjs/toolkit';
import { describe, expect, it } from 'vitest';
import { makeConversation, makeMessage } from '#testing/factories.ts';
import { conversationsReducer, listLoaded, moreLoaded } from './conversations.ts';
import { changesTold, statusChanged } from './facts.ts';

const older = makeMessage({ id: 'm0' });
const message = makeMessage({ id: 'm1', isOutgoing: true, status: 'sent' });
const told = makeConversation({ lastMessage: message });
const list = listLoaded({ data: [told], nextCursor: null, known: {} });

function run(...actions: UnknownAction[]) {
  return actions.reduce(conversationsReducer, undefined) ?? conversationsReducer(undefined, { type: 'nothing' });
}

function status(next: MessageStatus, id = 'm1'): UnknownAction {
  const timestamp = '2026-01-01T12:00:00.000Z';
  return statusChanged({
    id,
    messageId: 'WA1',
    conversationId: 'c1',
    channelId: 'ch1',
    status: next,
    timestamp,
    seq: 1,
  });
}

describe('the last message’s status', () => {
  it('holds that was told while the list was on its way', () => {
    expect(run(status('delivered'), list).entities['c1']?.lastMessage?.status).toBe('delivered');
  });

  it('holds that was told while what was missed was on its way', () => {
    const before = makeConversation({ lastMessage: older, seq: 1 });
    const missed = changesTold({ messages: [message], conversations: [{ ...told, seq: 9 }] });
    const state = run(listLoaded({ data: [before], nextCursor: null, known: {} }), status('read'), missed);
    expect(state.entities['c1']?.lastMessage).toMatchObject({ id: 'm1', status: 'read' });
  });

  it('is not what was told of an earlier try', () => {
    const again = { ...told, lastMessage: { ...message, status: 'pending' as const }, seq: told.seq + 1 };
    const state = run(status('failed'), changesTold({ messages: [], conversations: [again] }));
    expect(state.entities['c1']?.lastMessage?.status).toBe('pending');
  });

  it('never goes back', () => {
    const read = listLoaded({
      data: [{ ...told, lastMessage: { ...message, status: 'read' } }],
      nextCursor: null,
      known: {},
    });
    expect(run(status('delivered'), read).entities['c1']?.lastMessage?.status).toBe('read');
  });

  it('is kept for the latest only', () => {
    const others = Array.from({ length: 300 }, (_, index) => status('delivered', `other${index}`));
    const state = run(status('delivered'), ...others, list);
    expect(Object.keys(state.early)).toHaveLength(200);
    expect(state.entities['c1']?.lastMessage?.status).toBe('sent');
  });
});

describe('the list, loaded again from its beginning', () => {
  const [first, second, third] = ['c1', 'c2', 'c3'].map((id, index) => makeConversation({ id, seq: index + 1 }));
  const data = [first, second, third].flatMap((conversation) => conversation ?? []);
  const loaded = listLoaded({ data, nextCursor: 'page 2', known: {} });

  it('is what the server says: what is not in it was merged, or comes on a later page', () => {
    const again = listLoaded({ data: data.slice(0, 1), nextCursor: 'page 2 anew', known: { c1: 1, c2: 2, c3: 3 } });
    expect(run(loaded, again)).toMatchObject({ ids: ['c1'], nextCursor: 'page 2 anew' });
  });

  it('keeps what was told while it was on its way, and what was not to go', () => {
    const told = changesTold({ messages: [], conversations: [makeConversation({ id: 'c2', seq: 9 })] });
    const again = listLoaded({ data: data.slice(0, 1), nextCursor: null, known: { c1: 1, c2: 2 } });
    expect(new Set(run(loaded, told, again).ids)).toEqual(new Set(['c1', 'c2', 'c3']));
  });

  it('takes no page that follows on what it was before', () => {
    const again = listLoaded({ data: data.slice(0, 1), nextCursor: 'page 2 anew', known: { c1: 1, c2: 2, c3: 3 } });
    const late = moreLoaded({ data: [makeConversation({ id: 'c9' })], nextCursor: 'page 3', cursor: 'page 2' });
    expect(run(loaded, again, late)).toMatchObject({ ids: ['c1'], nextCursor: 'page 2 anew', isLoadingMore: false });
  });
});
