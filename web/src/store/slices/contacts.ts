import type { Contact, ContactCard } from '@erp-whatsapp/shared/contact';
import { createSlice, type PayloadAction } from '@reduxjs/toolkit';

/** `isOutdated`: it was changed since, and is to be read again. */
export type KnownCard = { card: ContactCard; isOutdated: boolean };

const initialState: {
  list: Contact[];
  /** What is known of customers, by the id that they were asked for under. */
  cards: Record<string, KnownCard>;
} = { list: [], cards: {} };

const slice = createSlice({
  name: 'contacts',
  initialState,
  reducers: {
    contactsLoaded(state, { payload }: PayloadAction<Contact[]>) {
      state.list = payload;
    },
    cardLoaded(state, { payload }: PayloadAction<{ contactId: string; card: ContactCard }>) {
      const { contactId, card } = payload;
      state.cards[contactId] = { card, isOutdated: false };
    },
    contactTold(state, { payload }: PayloadAction<Pick<ContactCard, 'id' | 'name' | 'mobileNo'>>) {
      for (const known of Object.values(state.cards)) {
        if (known.card.id !== payload.id) continue;
        Object.assign(known.card, payload);
        known.isOutdated = true;
      }
    },
  },
});

export const contactsReducer = slice.reducer;
export const { contactsLoaded, cardLoaded, contactTold } = slice.actions;
