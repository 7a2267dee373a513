import type { ErpPayload } from '@erp-whatsapp/shared/dialects/erp';
import type { TabNews } from '#lib/outbox/otherTabs.ts';
import { keep, readKept, selectOwner, unkeep } from './keeping.ts';
import { selectWay } from './slices/connection.ts';
import { messageAccepted, messageRefused } from './slices/facts.ts';
import { resolveThread } from './slices/messages.ts';
import { drainEnded, drainStarted } from './slices/outbox.ts';
import type { OutboxEntry } from './slices/row.ts';
import type { AppThunk, RootState } from './state.ts';

/** Between two tries of the same message when nothing says how long to wait. */
const pauseMs = 1_000;

/** Shows and sends what the person wrote earlier or in other tabs, until the returned function is called. */
export function followOutbox(): AppThunk<() => void> {
  return (dispatch, getState, { otherTabs }) => {
    const owner = selectOwner(getState());
    if (owner === null) return () => undefined;
    const readOn = async () => {
      await dispatch(readKept());
      dispatch(drainAll());
    };
    const leave = otherTabs.join(owner, (news) => void dispatch(takeNews(news, readOn)));
    void readOn();
    return leave;
  };
}

function takeNews(news: TabNews, readOn: () => Promise<void>): AppThunk<Promise<void>> {
  return async (dispatch, getState) => {
    if (news.kind === 'changed') {
      await readOn();
      return;
    }
    const threadKey = resolveThread(getState().messages, news.threadKey);
    dispatch(messageAccepted({ threadKey, sent: news.sent }));
  };
}

/**
 * Sends what waits in a thread, in order and one at a time. A message stays at the head, under its one
 * `clientMessageId`, until the server has accepted or refused it: what no answer came for is sent again, whichever way
 * there is then, and too many sends at once only wait. Of several tabs one works a thread off.
 */
export function drain(givenKey: string): AppThunk<Promise<void>> {
  return async (dispatch, getState, { otherTabs }) => {
    const owner = selectOwner(getState());
    const threadKey = resolveThread(getState().messages, givenKey);
    if (owner === null || getState().outbox.draining[threadKey] || next(getState(), threadKey) === null) return;
    dispatch(drainStarted(threadKey));
    await otherTabs.doAlone(`outbox:${owner}:${threadKey}`, async (hadToWait) => {
      // The other tab has sent some of it, or was closed while it did.
      if (hadToWait) await dispatch(readKept());
      const isOurs = () => selectOwner(getState()) === owner;
      for (let entry = next(getState(), threadKey); entry !== null && isOurs(); entry = next(getState(), threadKey)) {
        if (!(await dispatch(send(threadKey, entry)))) break;
      }
      // Nothing happened since the last look at the queue, so whatever is queued now starts another run.
      if (isOurs()) dispatch(drainEnded(threadKey));
    });
    // A first message gives its thread the conversation's id, and what was written meanwhile waits there now.
    const movedTo = resolveThread(getState().messages, threadKey);
    if (movedTo !== threadKey) await dispatch(drain(movedTo));
  };
}

/** Goes on with every thread: there is a way to the server (again). */
export function drainAll(): AppThunk {
  return (dispatch, getState) => {
    for (const threadKey of Object.keys(getState().outbox.queues)) void dispatch(drain(threadKey));
  };
}

/** Sends one, and takes in what becomes of it. @returns whether to go on. */
function send(threadKey: string, entry: OutboxEntry): AppThunk<Promise<boolean>> {
  return async (dispatch, getState, { command, wait, otherTabs, now }) => {
    const owner = selectOwner(getState());
    const { clientMessageId } = entry;
    const way = selectWay(getState().connection);
    const answer = await command('send_message', toRequest(entry));
    if (selectOwner(getState()) !== owner) return false;
    // Meanwhile two conversations may have become one.
    const current = resolveThread(getState().messages, threadKey);
    if (answer.success) {
      dispatch(messageAccepted({ threadKey: current, sent: answer }));
      void dispatch(unkeep(clientMessageId)).then(() => otherTabs.tell({ kind: 'accepted', threadKey, sent: answer }));
      return true;
    }
    if (!isQueued(getState(), current, entry)) return true;
    switch (answer.code) {
      case 'RATE_LIMITED':
        await wait(answer.retryAfterMs ?? pauseMs);
        return true;
      case 'NO_ANSWER':
        // What can't be reached over HTTP is tried again when the next look at it worked.
        if (way === 'http' && selectWay(getState().connection) !== 'socket') return false;
        await wait(pauseMs);
        return true;
      case 'NOT_AUTHENTICATED':
      case 'TOKEN_EXPIRED':
        await wait(pauseMs);
        return true;
      default: {
        const error = { code: answer.code, message: answer.error };
        const at = new Date(now()).toISOString();
        dispatch(messageRefused({ threadKey: current, clientMessageId, error, at }));
        await dispatch(keep({ threadKey: current, entry, error }));
        return true;
      }
    }
  };
}

/** What is to be sent now; `null`: nothing, or it can't be, or it is not written down yet. */
function next(state: RootState, threadKey: string): OutboxEntry | null {
  const entry = state.outbox.queues[threadKey]?.[0];
  const way = selectWay(state.connection);
  if (entry === undefined || way === 'none' || (way === 'http' && state.connection.http === 'fails')) return null;
  return state.outbox.disk[entry.clientMessageId] === 'writing' ? null : entry;
}

function isQueued(state: RootState, threadKey: string, entry: OutboxEntry): boolean {
  return Boolean(
    state.outbox.queues[threadKey]?.some(({ clientMessageId }) => clientMessageId === entry.clientMessageId),
  );
}

function toRequest(entry: OutboxEntry): ErpPayload<'send_message'> {
  return {
    message: entry.text,
    clientMessageId: entry.clientMessageId,
    ...(entry.to === null ? {} : { to: entry.to }),
    ...(entry.conversationId === null ? {} : { conversationId: entry.conversationId }),
    ...(entry.channelId === undefined ? {} : { channelId: entry.channelId }),
    ...(entry.replyTo === null ? {} : { replyTo: entry.replyTo }),
  };
}
