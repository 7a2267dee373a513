import type { ConnectionStatus } from '@erp-whatsapp/shared/channel';
import type { QrCode } from '@erp-whatsapp/shared/commands';
import type { Failure, Result } from '@erp-whatsapp/shared/errors';
import { createSlice, type PayloadAction } from '@reduxjs/toolkit';

export type QrAnswer = Result<QrCode> | (Failure & { timeout?: boolean });

const initialState: {
  /** `null` until the server has told. */
  status: ConnectionStatus | null;
  /** The last answer to `get_qr_code`; a new picture comes by itself at each rotation. */
  qr: QrAnswer | null;
  isAskingQr: boolean;
  /** Nobody answered; nothing is known about why. */
  isQrUnanswered: boolean;
} = { status: null, qr: null, isAskingQr: false, isQrUnanswered: false };

const slice = createSlice({
  name: 'channels',
  initialState,
  reducers: {
    statusTold(state, { payload }: PayloadAction<ConnectionStatus>) {
      state.status = ofDefault(payload);
    },
    qrRequested(state) {
      state.isAskingQr = true;
      state.isQrUnanswered = false;
    },
    qrAnswered(state, { payload }: PayloadAction<QrAnswer>) {
      state.qr = payload;
      state.isAskingQr = false;
    },
    qrUnanswered(state) {
      state.isAskingQr = false;
      state.isQrUnanswered = true;
    },
  },
});

export const channelsReducer = slice.reducer;
export const { statusTold, qrRequested, qrAnswered, qrUnanswered } = slice.actions;

/** Told is what became of any number; the state of all is that of the one that answers where none is named. */
function ofDefault(told: ConnectionStatus): ConnectionStatus {
  const channel = told.channels.find(({ isDefault }) => isDefault) ?? told.channels[0];
  if (channel === undefined || channel.channelId === told.channelId) return told;
  const { channelId, status: connectionState, phoneNumber, lastConnected, lastDisconnect } = channel;
  const connected = connectionState === 'active';
  return { ...told, connected, connectionState, channelId, phoneNumber, lastConnected, lastDisconnect };
}
