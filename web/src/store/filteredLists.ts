import { filterFailed, filterLoaded, filterRequested, type ServerFilter } from './slices/conversations.ts';
import type { AppThunk } from './state.ts';

const pageSize = 50;

const queries: Record<ServerFilter, { archived: boolean; unread?: boolean }> = {
  unread: { archived: false, unread: true },
  archived: { archived: true },
};

/** Loads a filter's first page, or the one that comes next, if there is one. */
export function loadFiltered(filter: ServerFilter): AppThunk<Promise<void>> {
  return async (dispatch, getState, { command }) => {
    const known = getState().conversations.filters[filter];
    const isBusy = known?.isLoadingMore || known?.status === 'loading';
    if (isBusy || (known?.status === 'loaded' && known.nextCursor === null)) return;
    const cursor = known?.nextCursor ?? null;
    dispatch(filterRequested(filter));
    const answer = await command('get_conversations', {
      ...{ ...queries[filter], limit: pageSize },
      ...(cursor === null ? {} : { cursor }),
    });
    dispatch(answer.success ? filterLoaded({ ...answer, filter, cursor }) : filterFailed(filter));
  };
}
