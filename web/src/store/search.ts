import type { ErpPayload } from '@erp-whatsapp/shared/dialects/erp';
import type { Answer } from '#lib/socket/connection.ts';
import type { AppThunk } from './state.ts';

/** Asks for messages by their words. What is found is nobody's but the asker's: it is not kept. */
export function searchMessages(request: ErpPayload<'search_messages'>): AppThunk<Promise<Answer<'search_messages'>>> {
  return (_dispatch, _getState, { command }) => command('search_messages', request);
}
