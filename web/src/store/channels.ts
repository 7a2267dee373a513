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

/** `unknown` until the server has told; `never`: no number was ever linked. */
export type Linking = 'unknown' | 'never' | 'linked';

/** Once a number was linked there are conversations to read, whatever became of the link. */
export function selectLinking(state: RootState): Linking {
  const status = state.channels.status;
  if (status === null) return 'unknown';
  return status.connected || status.phoneNumber !== null || status.channels.some(wasLinked) ? 'linked' : 'never';
}

function wasLinked(channel: Channel): boolean {
  return channel.isLinked || channel.phoneNumber !== null || channel.status === 'active';
}
