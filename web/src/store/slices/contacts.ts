import type { Contact } from '@erp-whatsapp/shared/contact';
import { createSlice, type PayloadAction } from '@reduxjs/toolkit';

const initialState: { list: Contact[] } = { list: [] };

const slice = createSlice({
  name: 'contacts',
  initialState,
  reducers: {
    contactsLoaded(state, { payload }: PayloadAction<Contact[]>) {
      state.list = payload;
    },
  },
});

export const contactsReducer = slice.reducer;
export const { contactsLoaded } = slice.actions;
