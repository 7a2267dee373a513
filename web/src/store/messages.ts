import { maxTextLength } from '@erp-whatsapp/shared/message';
import { readPhone } from '@erp-whatsapp/shared/phone';
import { texts } from '#lib/texts/i18n.ts';
import { selectConversationWith } from './conversations.ts';
import { keep } from './keeping.ts';
import { drain } from './outbox.ts';
import { messageQueued, messageRequeued } from './slices/facts.ts';
import { errorTold } from './slices/latest.ts';
import {
  endWanted,
  newestFailed,
  newestRequested,
  olderFailed,
  olderRequested,
  resolveThread,
  unreadLineDrawn,
} from './slices/messages.ts';
import type { OutboxEntry, Row } from './slices/row.ts';
import { findStored, lastRow, type Thread } from './slices/thread.ts';
import type { AppThunk, RootState } from './state.ts';
import { drawUnreadLine, pageSize, takePage } from './takePage.ts';
import { toNewKey } from './threadKeys.ts';
import { makeWaitingRow } from './waitingRow.ts';

const largestPage = 100;

/** `channelId`: the number that writes, where a conversation begins; the default one where it is left out. */
export type Outgoing = {
  to?: string | null;
  channelId?: string | null;
  conversationId?: string | null;
  text: string;
  replyTo?: string | null;
};

/**
 * Shows a message at once and gives it to the outbox, which sends it now or when the connection is back.
 * @returns its `clientMessageId`, or `null` when it can't be sent at all; `latest.lastError` then says why.
 */
export function sendMessage(outgoing: Outgoing): AppThunk<string | null> {
  return (dispatch, getState, { now, makeId }) => {
    const state = getState();
    const to = outgoing.to ? readPhone(outgoing.to) : null;
    const channelId = outgoing.channelId ?? null;
    const conversationId = outgoing.conversationId ?? findId(state, to, channelId);
    const refusal = refuse(outgoing, { state, to, conversationId });
    if (refusal !== null) {
      dispatch(errorTold(refusal));
      return null;
    }
    const threadKey = resolveThread(state.messages, conversationId ?? toNewKey({ to: to ?? '', channelId }));
    const clientMessageId = makeId();
    const entry = {
      clientMessageId,
      text: outgoing.text,
      to: outgoing.conversationId ? null : to,
      conversationId,
      ...(channelId === null ? {} : { channelId }),
      replyTo: outgoing.replyTo ?? null,
      createdAt: laterThanAll(state, threadKey, now()),
    };
    const isElsewhere = (state.messages.threads[threadKey]?.newer ?? 'none') !== 'none';
    // What one wrote is seen at once, and it stands at the end.
    if (isElsewhere) dispatch(endWanted(threadKey));
    dispatch(messageQueued({ threadKey, row: makeWaitingRow(state, threadKey, entry), entry }));
    if (isElsewhere) void dispatch(loadNewest(threadKey));
    void dispatch(keepAndSend(threadKey, entry));
    return clientMessageId;
  };
}

/** Sends a failed message again, as the one that it is, so that it can't arrive twice. */
export function retryMessage(threadKey: string, row: Row): AppThunk<Promise<void>> {
  return async (dispatch, getState, { command, now }) => {
    if (row.isStored) {
      const answer = await command('retry_message', { id: row.id });
      if (!answer.success) dispatch(errorTold(answer.error));
      return;
    }
    const refused = getState().outbox.refused[row.key];
    if (refused === undefined) return;
    const createdAt = laterThanAll(getState(), threadKey, now());
    dispatch(messageRequeued({ threadKey, clientMessageId: row.key, createdAt }));
    await dispatch(keepAndSend(threadKey, { ...refused, createdAt }));
  };
}

/** What waits is on disk before it goes out: whatever happens then, it is known what may have to be sent again. */
function keepAndSend(threadKey: string, entry: OutboxEntry): AppThunk<Promise<void>> {
  return async (dispatch) => {
    await dispatch(keep({ threadKey, entry }));
    await dispatch(drain(threadKey));
  };
}

/** Loads a thread's newest page. */
export function loadNewest(conversationId: string): AppThunk<Promise<void>> {
  return async (dispatch, getState, { command }) => {
    const unread = getState().conversations.entities[conversationId]?.unreadCount ?? 0;
    const limit = Math.min(Math.max(pageSize, unread + 10), largestPage);
    dispatch(newestRequested(conversationId));
    const answer = await command('get_messages_between', { conversationId, limit });
    if (answer.success) dispatch(takePage(conversationId, answer.data, { kind: 'end', isWanted: false }));
    else dispatch(newestFailed({ conversationId, isMissing: answer.code === 'NOT_FOUND' }));
  };
}

/** Brings an opened conversation on the screen, with the line above what is unread in it. */
export function openThread(conversationId: string): AppThunk<Promise<void>> {
  return async (dispatch, getState) => {
    const isKnown = getState().messages.threads[conversationId]?.status === 'loaded';
    if (isKnown) {
      dispatch(drawUnreadLine(conversationId));
      await dispatch(refreshThread(conversationId));
      return;
    }
    const conversation = getState().conversations.entities[conversationId];
    const readUpTo = conversation?.readUpTo ?? null;
    const isFarBack = readUpTo !== null && (conversation?.unreadCount ?? 0) > largestPage - 10;
    if (!isFarBack || !(await dispatch(loadAround(conversationId, readUpTo))))
      await dispatch(loadNewest(conversationId));
  };
}

function loadAround(conversationId: string, messageId: string): AppThunk<Promise<boolean>> {
  return async (dispatch) => {
    const { jumpTo } = await import('./jumping.ts');
    return (await dispatch(jumpTo(conversationId, messageId))) === 'shown';
  };
}

/** Reads anew what may have changed unheard of: the newest page, or what is around the place where somebody reads. */
export function refreshThread(conversationId: string): AppThunk<Promise<void>> {
  return async (dispatch, getState) => {
    const thread = getState().messages.threads[conversationId];
    // What somebody wants to see is on its way.
    if (thread !== undefined && thread.wanted !== null) return;
    if (thread === undefined || thread.newer === 'none') {
      await dispatch(loadNewest(conversationId));
      return;
    }
    const { refreshAround } = await import('./jumping.ts');
    await dispatch(refreshAround(conversationId));
  };
}

/** Loads the page before the oldest message that is known. */
export function loadOlder(conversationId: string): AppThunk<Promise<void>> {
  return async (dispatch, getState, { command }) => {
    const thread = getState().messages.threads[conversationId];
    if (thread?.status !== 'loaded' || thread.older === 'none' || thread.older === 'loading') return;
    const oldest = findStored(thread, 'oldest');
    dispatch(olderRequested(conversationId));
    if (oldest === undefined) {
      await dispatch(loadNewest(conversationId));
      return;
    }
    const answer = await command('get_messages_between', { conversationId, limit: pageSize, before: oldest.id });
    if (answer.success) dispatch(takePage(conversationId, answer.data, { kind: 'before', id: oldest.id }));
    else dispatch(olderFailed(conversationId));
  };
}

export function eraseUnreadLine(conversationId: string): AppThunk {
  return (dispatch) => {
    dispatch(unreadLineDrawn({ conversationId, from: null }));
  };
}

/** Tells the server how far a person has read. */
export function markRead(conversationId: string, upTo: string): AppThunk<Promise<boolean>> {
  return async (_dispatch, _getState, { command }) => {
    const answer = await command('mark_read', { conversationId, upTo });
    return answer.success;
  };
}

export function selectThread(state: RootState, key: string): Thread | undefined {
  return state.messages.threads[resolveThread(state.messages, key)];
}

function refuse(
  { to: given, text }: Outgoing,
  known: { state: RootState; to: string | null; conversationId: string | null },
): string | null {
  if (known.state.auth.status !== 'signedIn') return texts.t('send.signIn');
  if (text.trim() === '') return texts.t('send.nothing');
  if (text.length > maxTextLength) return texts.t('send.tooLong', { most: maxTextLength });
  if (known.to === null && (given || known.conversationId === null)) {
    return texts.t('send.notANumber');
  }
  return null;
}

function findId(state: RootState, to: string | null, channelId: string | null): string | null {
  return to === null ? null : (selectConversationWith(state, { to, channelId })?.id ?? null);
}

/** Later than all that is in the thread, also where our clock is slow or two are written within a millisecond. */
function laterThanAll(state: RootState, threadKey: string, now: number): string {
  const last = lastRow(state.messages.threads[threadKey]);
  return new Date(Math.max(now, last === undefined ? 0 : Date.parse(last.createdAt) + 1)).toISOString();
}
