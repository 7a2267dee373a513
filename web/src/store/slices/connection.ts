import { createSlice, type PayloadAction } from '@reduxjs/toolkit';
import type { ConnectionState } from '#lib/socket/connection.ts';

const initialState: {
  socket: ConnectionState;
  /** When the socket was lost, in milliseconds since 1970; `null` while it is there and before it first was. */
  lostAt: number | null;
  /** What the browser says of its network. */
  isOnline: boolean;
  /** Conversations whose rooms we want to be in, with how many parts of the page asked for each. */
  rooms: Record<string, number>;
} = { socket: { phase: 'stopped' }, lostAt: null, isOnline: true, rooms: {} };

const slice = createSlice({
  name: 'connection',
  initialState,
  reducers: {
    socketChanged(state, { payload }: PayloadAction<{ socket: ConnectionState; at: number }>) {
      const wasReady = state.socket.phase === 'ready';
      state.socket = payload.socket;
      if (payload.socket.phase === 'ready') state.lostAt = null;
      else if (wasReady || payload.socket.phase === 'waiting') state.lostAt ??= payload.at;
    },
    networkChanged(state, { payload }: PayloadAction<boolean>) {
      state.isOnline = payload;
    },
    roomWanted(state, { payload: id }: PayloadAction<string>) {
      state.rooms[id] = (state.rooms[id] ?? 0) + 1;
    },
    roomUnwanted(state, { payload: id }: PayloadAction<string>) {
      const left = (state.rooms[id] ?? 0) - 1;
      if (left > 0) state.rooms[id] = left;
      else delete state.rooms[id];
    },
  },
});

export const connectionReducer = slice.reducer;
export const { socketChanged, networkChanged, roomWanted, roomUnwanted } = slice.actions;
