import { type KeptScreen, type KeptThread, readScreen } from '#lib/snapshot/keptScreen.ts';
import { signedIn } from './slices/auth.ts';
import { statusTold } from './slices/channels.ts';
import { listLoaded } from './slices/conversations.ts';
import { pageLoaded, threadLeft } from './slices/messages.ts';
import { preferencesTold } from './slices/preferences.ts';
import type { AppThunk } from './state.ts';

/**
 * Opens the console for whoever was signed in last, with what was on the screen then. Nothing is sent before the sign-in was
 * renewed, and if that is refused all of it is gone.
 * @returns whether there was anything to open
 */
export function openOffline(): AppThunk<Promise<boolean>> {
  return async (dispatch, _getState, { session }) => {
    const kept = await readScreen().catch(() => null);
    if (kept === null) return false;
    session.assume(kept.screen.me.user);
    dispatch(showScreen(kept.screen));
    for (const thread of kept.threads) dispatch(showThread(thread));
    return true;
  };
}

function showScreen({ me, status, preferences, conversations }: KeptScreen): AppThunk {
  return (dispatch) => {
    dispatch(signedIn({ ...me, isAssumed: true }));
    if (status !== null) dispatch(statusTold(status));
    dispatch(preferencesTold(preferences));
    dispatch(listLoaded({ data: conversations, nextCursor: null, known: {} }));
  };
}

/** As a thread that was left: it is complete up to its end, and read on from there. */
function showThread({ conversationId, messages, customer, isWhole }: KeptThread): AppThunk {
  return (dispatch) => {
    const from = { kind: 'end', isWanted: false } as const;
    dispatch(pageLoaded({ conversationId, messages, customer, from, hasOlder: !isWhole, hasNewer: false }));
    dispatch(threadLeft(conversationId));
  };
}
