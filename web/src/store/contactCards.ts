import type { CommandRequest } from '@erp-whatsapp/shared/commands';
import type { Answer } from '#lib/socket/connection.ts';
import { cardLoaded, type KnownCard } from './slices/contacts.ts';
import type { AppThunk, RootState } from './state.ts';

/** Reads all that is known of a customer. @returns the answer, so that whoever asked can say why there is none */
export function readCard(contactId: string): AppThunk<Promise<Answer<'get_contact'>>> {
  return async (dispatch, _getState, { command }) => {
    const answer = await command('get_contact', { contactId });
    if (answer.success) dispatch(cardLoaded({ contactId, card: answer.contact }));
    return answer;
  };
}

/** Gives a customer another name, or writes notes. */
export function saveCard(change: CommandRequest<'updateContact'>): AppThunk<Promise<Answer<'update_contact'>>> {
  return async (dispatch, _getState, { command }) => {
    const answer = await command('update_contact', change);
    if (answer.success) dispatch(cardLoaded({ contactId: change.contactId, card: answer.contact }));
    return answer;
  };
}

export function selectCard({ contacts }: RootState, contactId: string): KnownCard | undefined {
  return contacts.cards[contactId];
}
