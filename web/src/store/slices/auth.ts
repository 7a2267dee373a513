import type { Me } from '@erp-whatsapp/shared/auth';
import { createSlice, type PayloadAction } from '@reduxjs/toolkit';
import { signedOut } from './facts.ts';

/** `restoring`: we do not know yet · `unreachable`: nor can we ask. `wasEnded`: it was not the person who left. */
export type AuthState =
  | { status: 'restoring' | 'unreachable' }
  | { status: 'signedOut'; wasEnded: boolean }
  | ({ status: 'signedIn' } & Me);

const initial: AuthState = { status: 'restoring' };

const slice = createSlice({
  name: 'auth',
  initialState: (): AuthState => initial,
  reducers: {
    restoring: (): AuthState => ({ status: 'restoring' }),
    serverUnreachable: (): AuthState => ({ status: 'unreachable' }),
    signedIn: (_state, { payload }: PayloadAction<Me>): AuthState => ({ status: 'signedIn', ...payload }),
  },
  extraReducers: (builder) => {
    builder.addCase(
      signedOut,
      (_state, { payload }): AuthState => ({ status: 'signedOut', wasEnded: payload.wasEnded }),
    );
  },
});

export const authReducer = slice.reducer;
export const { restoring, serverUnreachable, signedIn } = slice.actions;
