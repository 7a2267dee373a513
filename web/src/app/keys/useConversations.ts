import type { Conversation } from '@erp-whatsapp/shared/conversation';
import { useEffect, useState } from 'react';
import { useAppDispatch, useAppSelector } from '#store/hooks.ts';
import type { AppThunk } from '#store/state.ts';

const askServerAfterMs = 200;
const most = 8;

/** The conversations that are loaded, and those that the server finds by `text`. */
export function useConversations(text: string): readonly Conversation[] {
  const dispatch = useAppDispatch();
  const loaded = useAppSelector((state) => state.conversations.entities);
  const [found, setFound] = useState<readonly Conversation[]>([]);

  useEffect(() => {
    if (text === '') return;
    let isLate = false;
    const timer = setTimeout(() => {
      void dispatch(findConversations(text)).then((conversations) => {
        if (!isLate) setFound(conversations);
      });
    }, askServerAfterMs);
    return () => {
      isLate = true;
      clearTimeout(timer);
    };
  }, [dispatch, text]);

  const known = Object.values(loaded);
  return [...known, ...found.filter(({ id }) => !(id in loaded))];
}

/** None when the server can't be asked: what is loaded is found all the same. */
function findConversations(search: string): AppThunk<Promise<readonly Conversation[]>> {
  return async (_dispatch, _getState, { command }) => {
    const answer = await command('get_conversations', { search, limit: most });
    return answer.success ? answer.data : [];
  };
}
