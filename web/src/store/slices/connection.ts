import { createSlice, type PayloadAction } from '@reduxjs/toolkit';
import type { ConnectionState } from '#lib/socket/connection.ts';

const initialState: {
  socket: ConnectionState;
  /** When the socket was lost, in milliseconds since 1970; `null` while it is there and before it first was. */
  lostAt: number | null;
  /** What the browser says of its network. */
  isOnline: boolean;
  /** Whether the server answers over HTTP while the socket is lost; `unknown` until it was asked. */
  http: 'unknown' | 'works' | 'fails';
  /** Conversations whose rooms we want to be in, with how many parts of the page asked for each. */
  rooms: Record<string, number>;
  /** The conversation that was asked for before its pane stands, whose room is held for it. */
  ahead: string | null;
} = { socket: { phase: 'stopped' }, lostAt: null, isOnline: true, http: 'unknown', rooms: {}, ahead: null };

export type ConnectionSlice = typeof initialState;

const slice = createSlice({
  name: 'connection',
  initialState,
  reducers: {
    socketChanged(state, { payload }: PayloadAction<{ socket: ConnectionState; at: number }>) {
      const wasReady = state.socket.phase === 'ready';
      state.socket = payload.socket;
      if (payload.socket.phase === 'ready' || payload.socket.phase === 'stopped') {
        state.lostAt = null;
        state.http = 'unknown';
      } else if (wasReady || payload.socket.phase === 'waiting') state.lostAt ??= payload.at;
    },
    networkChanged(state, { payload }: PayloadAction<boolean>) {
      state.isOnline = payload;
    },
    httpTried(state, { payload: works }: PayloadAction<boolean>) {
      // The answer may come when it no longer matters.
      if (state.lostAt !== null) state.http = works ? 'works' : 'fails';
    },
    roomWanted(state, { payload: id }: PayloadAction<string>) {
      state.rooms[id] = (state.rooms[id] ?? 0) + 1;
    },
    roomUnwanted(state, { payload: id }: PayloadAction<string>) {
      unwant(state, id);
    },
    aheadNamed(state, { payload }: PayloadAction<string | null>) {
      state.ahead = payload;
    },
    /** Who holds its room by now takes it over. */
    aheadTaken(state) {
      if (state.ahead !== null) unwant(state, state.ahead);
      state.ahead = null;
    },
  },
});

function unwant(state: ConnectionSlice, id: string): void {
  const left = (state.rooms[id] ?? 0) - 1;
  if (left > 0) state.rooms[id] = left;
  else delete state.rooms[id];
}

export const connectionReducer = slice.reducer;
export const { socketChanged, networkChanged, httpTried, roomWanted, roomUnwanted, aheadNamed, aheadTaken } =
  slice.actions;

/** How the server is asked just now; `none`: it can't be. */
export function selectWay({ socket, lostAt, isOnline }: ConnectionSlice): 'socket' | 'http' | 'none' {
  if (socket.phase === 'ready') return 'socket';
  return lostAt !== null && isOnline ? 'http' : 'none';
}

/** Whether what is asked now is likely to be answered. */
export function selectIsReachable(connection: ConnectionSlice): boolean {
  const way = selectWay(connection);
  return way === 'socket' || (way === 'http' && connection.http === 'works');
}

/** Whether the server was lost and can't be asked; not while the page only begins to talk to it. */
export function selectIsLost(connection: ConnectionSlice): boolean {
  return (connection.lostAt !== null || !connection.isOnline) && !selectIsReachable(connection);
}
