import { typingExpired, typingStarted, typingStopped } from './slices/typing.ts';
import type { AppThunk } from './state.ts';

/** A sign of typing holds this long; who still types sends another. */
const holdsMs = 10_000;

export type TypingSign = { conversationId: string; who: string; name: string | null; isTyping: boolean };

export function takeTypingSign({ conversationId, who, name, isTyping }: TypingSign): AppThunk<Promise<void>> {
  return async (dispatch, getState, { now, wait }) => {
    const { auth } = getState();
    if (auth.status === 'signedIn' && auth.user.id === who) return;
    if (!isTyping) {
      dispatch(typingStopped({ conversationId, who }));
      return;
    }
    const until = now() + holdsMs;
    dispatch(typingStarted({ conversationId, typist: { who, name, until } }));
    await wait(holdsMs);
    dispatch(typingExpired({ conversationId, now: now() }));
  };
}

/** Tells the others, and the customer, that one types or has stopped. */
export function tellTyping(conversationId: string, isTyping: boolean): AppThunk {
  return (_dispatch, _getState, { command }) => {
    void command('typing', { conversationId, isTyping });
  };
}
