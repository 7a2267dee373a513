import type { Me } from '@erp-whatsapp/shared/auth';
import type { User } from '@erp-whatsapp/shared/user';
import { createSlice, type PayloadAction } from '@reduxjs/toolkit';
import { signedOut } from './facts.ts';

/** `restoring`: we do not know yet · `unreachable`: nor can we ask. `wasEnded`: it was not the person who left. */
export type AuthState =
  | { status: 'restoring' | 'unreachable' }
  | { status: 'signedOut'; wasEnded: boolean }
  | ({ status: 'signedIn' } & KnownUser);

/** `isAssumed`: it was so when there last was a network, and the server has still to confirm it. */
export type KnownUser = Me & { isAssumed?: boolean };

const initial: AuthState = { status: 'restoring' };

const slice = createSlice({
  name: 'auth',
  initialState: (): AuthState => initial,
  reducers: {
    restoring: (): AuthState => ({ status: 'restoring' }),
    serverUnreachable: (): AuthState => ({ status: 'unreachable' }),
    signedIn: (_state, { payload }: PayloadAction<KnownUser>): AuthState => ({ status: 'signedIn', ...payload }),
    /** An admin may have changed the person's name or role. */
    userRenewed: (state, { payload: user }: PayloadAction<User>): AuthState =>
      state.status === 'signedIn' ? { ...state, user } : state,
    workspaceRenamed: (state, { payload: name }: PayloadAction<string>): AuthState =>
      state.status === 'signedIn' ? { ...state, workspace: { ...state.workspace, name } } : state,
  },
  extraReducers: (builder) => {
    builder.addCase(
      signedOut,
      (_state, { payload }): AuthState => ({ status: 'signedOut', wasEnded: payload.wasEnded }),
    );
  },
});

export const authReducer = slice.reducer;
export const { restoring, serverUnreachable, signedIn, userRenewed, workspaceRenamed } = slice.actions;
