import { conversationChanged } from './slices/facts.ts';
import { preferencesTold } from './slices/preferences.ts';
import type { AppThunk } from './state.ts';

/** Reads what this user pinned and muted, with those pinned that no page of the list has brought. */
export function loadPreferences(listed: readonly string[] = []): AppThunk<Promise<void>> {
  return async (dispatch, getState, { command }) => {
    const answer = await command('get_preferences', {});
    if (!answer.success) return;
    const { entities } = getState().conversations;
    const ids = answer.data.pinned.filter((id) => entities[id] === undefined && !listed.includes(id));
    const missing = ids.length === 0 ? null : await command('get_conversations', { ids });
    if (missing?.success) for (const conversation of missing.data) dispatch(conversationChanged(conversation));
    dispatch(preferencesTold(answer.data));
  };
}
