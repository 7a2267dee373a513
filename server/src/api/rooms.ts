/** Socket.IO room names. What a client may join by itself is checked where it joins; these are joined by the server. */
export const rooms = {
  /** Everyone who is signed in to a workspace. */
  workspace: (workspaceId: string) => `workspace:${workspaceId}`,
  user: (userId: string) => `user_${userId}`,
  /** Who asked for a channel's QR and is told each new one. */
  qr: (channelId: string) => `qr:${channelId}`,
};
