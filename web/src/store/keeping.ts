import { type ErrorCode, isErrorCode } from '@erp-whatsapp/shared/errors';
import type { KeptMessage } from '#lib/outbox/keptMessages.ts';
import { outboxRead } from './slices/facts.ts';
import { resolveThread } from './slices/messages.ts';
import { keepingFailed, writeEnded, writeStarted } from './slices/outbox.ts';
import type { OutboxEntry } from './slices/row.ts';
import type { AppThunk, RootState } from './state.ts';
import { makeWaitingRow } from './waitingRow.ts';

export type Kept = { threadKey: string; entry: OutboxEntry; error?: KeptMessage['error'] };

/** Whose messages this browser keeps; `null` while nobody is signed in. */
export function selectOwner({ auth }: RootState): string | null {
  return auth.status === 'signedIn' ? `${auth.user.workspaceId}/${auth.user.id}` : null;
}

/** Writes down what waits, or why it was refused. Where that fails, the outbox works on without. */
export function keep({ threadKey, entry, error = null }: Kept): AppThunk<Promise<void>> {
  return async (dispatch, getState, { kept, otherTabs }) => {
    const owner = selectOwner(getState());
    if (owner === null) return;
    const { clientMessageId } = entry;
    dispatch(writeStarted(clientMessageId));
    const isKept = await succeeds(kept.put({ ...entry, owner, threadKey, error }));
    if (selectOwner(getState()) !== owner) return;
    dispatch(writeEnded({ clientMessageId, isKept }));
    otherTabs.tell({ kind: 'changed' });
  };
}

/** What the server has is not sent again after a reload. */
export function unkeep(clientMessageId: string): AppThunk<Promise<void>> {
  return async (dispatch, getState, { kept }) => {
    const owner = selectOwner(getState());
    dispatch(writeStarted(clientMessageId));
    const isKept = await succeeds(kept.remove(clientMessageId));
    if (selectOwner(getState()) === owner) dispatch(writeEnded({ clientMessageId, isKept }));
  };
}

/** Shows what this browser keeps for the person: from before a reload, or written in another tab. */
export function readKept(): AppThunk<Promise<void>> {
  return async (dispatch, getState, { kept }) => {
    const owner = selectOwner(getState());
    if (owner === null) return;
    try {
      const messages = await kept.read(owner);
      const state = getState();
      if (selectOwner(state) !== owner) return;
      const unknown = messages.filter((message) => isUnsettled(state, message));
      dispatch(outboxRead(unknown.map((message) => fromKept(state, message))));
    } catch {
      dispatch(keepingFailed());
    }
  };
}

async function succeeds(written: Promise<void>): Promise<boolean> {
  return written.then(
    () => true,
    () => false,
  );
}

/** Whether what is on disk is the newest that is known of it. */
function isUnsettled(state: RootState, { clientMessageId, threadKey }: KeptMessage): boolean {
  if (state.outbox.disk[clientMessageId] !== undefined) return false;
  const thread = state.messages.threads[resolveThread(state.messages, threadKey)];
  return !thread?.entities[clientMessageId]?.isStored;
}

function fromKept(state: RootState, message: KeptMessage) {
  const { owner: _, threadKey: keptKey, error, ...entry } = message;
  const threadKey = resolveThread(state.messages, keptKey);
  const row = makeWaitingRow(state, threadKey, entry);
  if (error === null) return { threadKey, entry, row };
  const { code, message: reason } = error;
  const known: ErrorCode = isErrorCode(code) ? code : 'INTERNAL';
  return { threadKey, entry, row: { ...row, status: 'failed' as const, error: { code: known, message: reason } } };
}
