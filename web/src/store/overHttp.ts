import { drainAll } from './outbox.ts';
import { readAnew, readChanges } from './resync.ts';
import { statusTold } from './slices/channels.ts';
import { httpTried, selectWay } from './slices/connection.ts';
import type { AppThunk, RootState } from './state.ts';

/** A socket that is back sooner is not replaced. */
const firstAfterMs = 1_000;
const everyMs = 5_000;
/** Changes get their numbers before they are stored: so far before the newest may be some that were not stored yet. */
const slowestChanges = 1_000;

/** Goes on over HTTP while the socket is lost, until the returned function is called. */
export function goOnOverHttp(): AppThunk<() => void> {
  return (dispatch) => {
    let isOver = false;
    let timer = setTimeout(() => void look(), firstAfterMs);
    async function look(): Promise<void> {
      await dispatch(lookOverHttp());
      if (!isOver) timer = setTimeout(() => void look(), everyMs);
    }
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  };
}

/** Asks what happened, and sends what waits. */
function lookOverHttp(): AppThunk<Promise<void>> {
  return async (dispatch, getState, { command }) => {
    if (selectWay(getState().connection) !== 'http') return;
    const answer = await command('get_connection_status', {});
    if (answer.success) dispatch(statusTold(answer));
    const works = answer.success || answer.code !== 'NO_ANSWER';
    dispatch(httpTried(works));
    if (!works || selectWay(getState().connection) !== 'http') return;
    dispatch(drainAll());
    await dispatch(readOn());
  };
}

function readOn(): AppThunk<Promise<void>> {
  return async (dispatch, getState, { cursor }) => {
    const since = getState().conversations.status === 'loaded' ? cursor.pause() : null;
    if (since !== null && (await dispatch(readChanges(since)))) return;
    await dispatch(readAnew(null));
    const state = getState();
    if (state.conversations.status !== 'loaded' || selectWay(state.connection) !== 'http') return;
    cursor.moveTo(Math.max(newestChange(state) - slowestChanges, 0));
  };
}

function newestChange(state: RootState): number {
  return Math.max(0, ...Object.values(state.conversations.entities).map(({ seq }) => seq));
}
