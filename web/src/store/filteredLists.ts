import {
  type ListFilter,
  type ListPart,
  partFailed,
  partLoaded,
  partRequested,
  toPartKey,
} from './slices/conversations.ts';
import type { AppThunk } from './state.ts';

const pageSize = 50;

const queries: Record<ListFilter, { archived: boolean; unread?: boolean }> = {
  all: { archived: false },
  unread: { archived: false, unread: true },
  archived: { archived: true },
};

/** Loads a part's first page, or the one that comes next, if there is one. */
export function loadFiltered(part: ListPart): AppThunk<Promise<void>> {
  return async (dispatch, getState, { command }) => {
    const known = getState().conversations.parts[toPartKey(part)];
    const isBusy = known?.isLoadingMore || known?.status === 'loading';
    if (isBusy || (known?.status === 'loaded' && known.nextCursor === null)) return;
    const cursor = known?.nextCursor ?? null;
    dispatch(partRequested(part));
    const answer = await command('get_conversations', {
      ...{ ...queries[part.filter], limit: pageSize },
      ...(part.channelId === null ? {} : { channelId: part.channelId }),
      ...(cursor === null ? {} : { cursor }),
    });
    dispatch(answer.success ? partLoaded({ ...answer, part, cursor }) : partFailed(part));
  };
}
