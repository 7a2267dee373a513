import type { Channel } from '@erp-whatsapp/shared/channel';
import type { ErpPayload } from '@erp-whatsapp/shared/dialects/erp';
import { qrAnswered, qrRequested, qrUnanswered, statusTold } from './slices/channels.ts';
import { errorTold } from './slices/latest.ts';
import type { AppThunk, RootState } from './state.ts';

export function loadConnectionStatus(): AppThunk<Promise<void>> {
  return async (dispatch, _getState, { command }) => {
    const answer = await command('get_connection_status', {});
    if (answer.success) dispatch(statusTold(answer));
  };
}

/** Asks for a picture to scan; new ones then come by themselves. `forceNew` starts over. */
export function askForQrCode(request: ErpPayload<'get_qr_code'> = {}): AppThunk<Promise<void>> {
  return async (dispatch, _getState, { command }) => {
    dispatch(qrRequested());
    const answer = await command('get_qr_code', request);
    if (answer.success) {
      dispatch(qrAnswered(answer));
    } else if (answer.code === 'NO_ANSWER') {
      dispatch(qrUnanswered());
    } else {
      dispatch(qrAnswered({ ...answer, code: answer.code }));
      dispatch(errorTold(answer.error));
    }
  };
}

/** `unknown` until the server has told; `never`: no number was ever linked, or all are gone with nothing to read. */
export type Linking = 'unknown' | 'never' | 'linked';

/** Once a number was linked there are conversations to read, whatever became of the link or the number. */
export function selectLinking({ channels: { status }, conversations }: RootState): Linking {
  if (status === null) return 'unknown';
  if (status.connected || status.channels.some(wasLinked) || conversations.ids.length > 0) return 'linked';
  return conversations.status === 'loaded' || conversations.status === 'failed' ? 'never' : 'unknown';
}

/** Whether it matters which number answers. */
export function selectHasSeveral({ channels: { status } }: RootState): boolean {
  return (status?.channels.length ?? 0) > 1;
}

/** The number that writes where none is named; `null` where there is none, or is not known yet. */
export function selectDefaultId({ channels: { status } }: RootState): string | null {
  return status?.channelId ?? null;
}

/**
 * The number by which a conversation goes: `null` where that goes without saying, since there is no other, or is not known
 * yet; `removed` for one that is there no longer.
 */
export function selectNumberOf(
  { channels: { status } }: RootState,
  id: string | undefined,
): Channel | 'removed' | null {
  if (status === null || id === undefined || id === '') return null;
  const channel = status.channels.find(({ channelId }) => channelId === id);
  if (channel === undefined) return 'removed';
  return status.channels.length > 1 ? channel : null;
}

/** Its number may be known before. */
function wasLinked({ isLinked, lastConnected, status }: Channel): boolean {
  return isLinked || lastConnected !== null || status === 'active';
}
