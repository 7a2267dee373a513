import type { ErpPayload } from '@erp-whatsapp/shared/dialects/erp';
import { messageAccepted, messageRefused } from './slices/facts.ts';
import { resolveThread } from './slices/messages.ts';
import { drainEnded, drainStarted } from './slices/outbox.ts';
import type { OutboxEntry } from './slices/row.ts';
import type { AppThunk, RootState } from './state.ts';

/** Between two tries of the same message when nothing says how long to wait. */
const pauseMs = 1_000;

/**
 * Sends what waits in a thread, in order and one at a time. A message stays at the head, under its one
 * `clientMessageId`, until the server has accepted or refused it: what no answer came for is sent again once the
 * connection is back, and too many sends at once only wait.
 */
export function drain(givenKey: string): AppThunk<Promise<void>> {
  return async (dispatch, getState, { command, wait }) => {
    const threadKey = resolveThread(getState().messages, givenKey);
    if (getState().outbox.draining[threadKey]) return;
    dispatch(drainStarted(threadKey));
    for (;;) {
      const entry = getState().outbox.queues[threadKey]?.[0];
      if (entry === undefined || !isReady(getState())) break;
      const answer = await command('send_message', toRequest(entry));
      if (!isQueued(getState(), threadKey, entry)) continue;
      if (answer.success) {
        dispatch(messageAccepted({ threadKey, sent: answer }));
      } else if (answer.code === 'RATE_LIMITED') {
        await wait(answer.retryAfterMs ?? pauseMs);
      } else if (
        answer.code === 'NO_ANSWER' ||
        answer.code === 'NOT_AUTHENTICATED' ||
        answer.code === 'TOKEN_EXPIRED'
      ) {
        await wait(pauseMs);
      } else {
        const error = { code: answer.code, message: answer.error };
        dispatch(messageRefused({ threadKey, clientMessageId: entry.clientMessageId, error }));
      }
    }
    dispatch(drainEnded(threadKey));
    // A first message gives its thread the conversation's id, and what was written meanwhile waits there now.
    const movedTo = resolveThread(getState().messages, threadKey);
    if (movedTo !== threadKey) await dispatch(drain(movedTo));
  };
}

/** Goes on with every thread: the connection is there (again). */
export function drainAll(): AppThunk {
  return (dispatch, getState) => {
    for (const threadKey of Object.keys(getState().outbox.queues)) void dispatch(drain(threadKey));
  };
}

function isReady(state: RootState): boolean {
  return state.connection.socket.phase === 'ready';
}

function isQueued(state: RootState, threadKey: string, entry: OutboxEntry): boolean {
  return state.outbox.queues[threadKey]?.[0]?.clientMessageId === entry.clientMessageId;
}

function toRequest(entry: OutboxEntry): ErpPayload<'send_message'> {
  return {
    message: entry.text,
    clientMessageId: entry.clientMessageId,
    ...(entry.to === null ? {} : { to: entry.to }),
    ...(entry.conversationId === null ? {} : { conversationId: entry.conversationId }),
    ...(entry.replyTo === null ? {} : { replyTo: entry.replyTo }),
  };
}
