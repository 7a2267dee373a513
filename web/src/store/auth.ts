import type { SignUp } from '@erp-whatsapp/shared/auth';
import type { User } from '@erp-whatsapp/shared/user';
import { readOwnUser } from '#lib/api/answers.ts';
import { HttpError, readNothing } from '#lib/api/http.ts';
import { restoring, serverUnreachable, signedIn, userRenewed, workspaceRenamed } from './slices/auth.ts';
import { signedOut } from './slices/facts.ts';
import type { AppThunk } from './state.ts';

const retryMs = 3_000;

/** Finds out at load who is signed in; goes on asking while the server can't be reached. */
export function restoreSignIn(): AppThunk<Promise<void>> {
  return async (dispatch, _getState, { session, wait }) => {
    dispatch(restoring());
    for (;;) {
      try {
        const refreshed = await session.refresh();
        dispatch(refreshed === null ? signedOut({ wasEnded: false }) : signedIn(await session.me()));
        return;
      } catch {
        const { openOffline } = await import('./offline.ts');
        // Whoever is shown then is asked for by the connection from now on.
        if (await dispatch(openOffline())) return;
        dispatch(serverUnreachable());
        await wait(retryMs);
      }
    }
  };
}

/** @returns `null`, or why it did not work. */
export function signIn(credentials: { email: string; password: string }): AppThunk<Promise<HttpError | null>> {
  return async (dispatch, _getState, { session }) =>
    explainFailure(async () => {
      await session.signIn(credentials);
      dispatch(signedIn(await session.me()));
    });
}

/** Makes a workspace and signs in as its admin. @returns `null`, or why it did not work. */
export function signUp(wanted: SignUp): AppThunk<Promise<HttpError | null>> {
  return async (dispatch, _getState, { session }) =>
    explainFailure(async () => {
      await session.signUp(wanted);
      dispatch(signedIn(await session.me()));
    });
}

/** Gives oneself another name. @returns `null`, or why it did not work. */
export function renameSelf(name: string): AppThunk<Promise<HttpError | null>> {
  return async (dispatch, _getState, { session }) =>
    explainFailure(async () => {
      dispatch(
        userRenewed(
          await session.request({ method: 'PATCH', path: '/api/auth/me', body: { name }, read: readOwnUser }),
        ),
      );
    });
}

/** Takes in whose new token came: when another person signed in in another tab, nothing of the former one may stay. */
export function renewUser(user: User): AppThunk {
  return (dispatch, getState, { session }) => {
    const { auth } = getState();
    if (auth.status !== 'signedIn') return;
    if (auth.user.id === user.id && auth.user.workspaceId === user.workspaceId) {
      dispatch(userRenewed(user));
      // What fails is told with the next token.
      if (auth.isAssumed) session.me().then((me) => dispatch(signedIn(me)), ignore);
      return;
    }
    dispatch(signedOut({ wasEnded: false }));
    void dispatch(restoreSignIn());
  };
}

/** Here and wherever else one is signed in. @returns `null`, or why nothing of it happened. */
export function signOutEverywhere(): AppThunk<Promise<HttpError | null>> {
  return async (dispatch, _getState, { session }) =>
    explainFailure(async () => {
      await session.request({
        method: 'POST',
        path: '/api/auth/logout',
        body: { everywhere: true },
        read: readNothing,
      });
      await dispatch(signOut());
    });
}

/** An admin gave the workspace another name. */
export function renameWorkspace(name: string): AppThunk {
  return (dispatch) => void dispatch(workspaceRenamed(name));
}

export function signOut(): AppThunk<Promise<void>> {
  return async (dispatch, _getState, { session }) => {
    dispatch(signedOut({ wasEnded: false }));
    try {
      await session.signOut();
    } catch {
      // Signed out here; without the server the cookie stays until it ends, and nothing else can be done about it.
    }
  };
}

const ignore = () => undefined;

async function explainFailure(what: () => Promise<void>): Promise<HttpError | null> {
  try {
    await what();
    return null;
  } catch (error) {
    if (error instanceof HttpError) return error;
    throw error;
  }
}
