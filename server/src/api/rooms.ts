const workspacePrefix = 'workspace:';

/** Socket.IO room names. What a client may join by itself is checked where it joins; these are joined by the server. */
export const rooms = {
  /** Everyone who is signed in to a workspace. */
  workspace: (workspaceId: string) => `${workspacePrefix}${workspaceId}`,
  user: (userId: string) => `user_${userId}`,
  /** Who asked for a channel's QR and is told each new one. */
  qr: (channelId: string) => `qr:${channelId}`,
};

/** @returns the workspace whose everyone is in the room; `null` for any other room */
export function readWorkspaceRoom(room: string): string | null {
  return room.startsWith(workspacePrefix) ? room.slice(workspacePrefix.length) : null;
}
