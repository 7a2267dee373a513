import type { MessageStatus } from '@erp-whatsapp/shared/message';
import type { UnknownAction } from '@reduxjs/toolkit';
import { describe, expect, it } from 'vitest';
import { makeConversation, makeMessage } from '#testing/factories.ts';
import { conversationsReducer, listLoaded } from './conversations.ts';
import { changesTold, statusChanged } from './facts.ts';

const older = makeMessage({ id: 'm0' });
const message = makeMessage({ id: 'm1', isOutgoing: true, status: 'sent' });
const told = makeConversation({ lastMessage: message });
const list = listLoaded({ data: [told], nextCursor: null });

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
    const state = run(listLoaded({ data: [before], nextCursor: null }), status('read'), missed);
    expect(state.entities['c1']?.lastMessage).toMatchObject({ id: 'm1', status: 'read' });
  });

  it('is not what was told of an earlier try', () => {
    const again = { ...told, lastMessage: { ...message, status: 'pending' as const }, seq: told.seq + 1 };
    const state = run(status('failed'), changesTold({ messages: [], conversations: [again] }));
    expect(state.entities['c1']?.lastMessage?.status).toBe('pending');
  });

  it('never goes back', () => {
    const read = listLoaded({ data: [{ ...told, lastMessage: { ...message, status: 'read' } }], nextCursor: null });
    expect(run(status('delivered'), read).entities['c1']?.lastMessage?.status).toBe('read');
  });

  it('is kept for the latest only', () => {
    const others = Array.from({ length: 300 }, (_, index) => status('delivered', `other${index}`));
    const state = run(status('delivered'), ...others, list);
    expect(Object.keys(state.early)).toHaveLength(200);
    expect(state.entities['c1']?.lastMessage?.status).toBe('sent');
  });
});
