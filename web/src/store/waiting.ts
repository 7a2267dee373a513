import type { Conversation } from '@erp-whatsapp/shared/conversation';
import type { AppThunk, RootState } from './state.ts';

/** Asks how many conversations wait in all, also those that no list has loaded. @returns `null` when nobody answered */
export function askWaiting(): AppThunk<Promise<number | null>> {
  return async (_dispatch, _getState, { command }) => {
    const answer = await command('count_waiting', {});
    return answer.success ? answer.waiting : null;
  };
}

/** Whether a conversation is to be noticed: somebody has to look at it, and neither the team nor this person put it aside. */
export function isWaiting({ preferences }: RootState, conversation: Conversation): boolean {
  const { id, unreadCount, isMarkedUnread, archived } = conversation;
  return (unreadCount > 0 || isMarkedUnread) && !archived && !preferences.muted[id];
}

/** Whether what comes in a conversation is to disturb nobody here. */
export function isQuiet({ conversations, preferences }: RootState, id: string): boolean {
  return preferences.muted[id] === true || conversations.entities[id]?.archived === true;
}
