const memberPrefix = 'member:';
const listenerPrefixes = { general: 'general:', customer: 'customer:' } as const;

/** Socket.IO room names. What a client may join by itself is checked where it joins; these are joined by the server. */
export const rooms = {
  /** Everyone who is signed in to a workspace. */
  member: (workspaceId: string) => `${memberPrefix}${workspaceId}`,
  /** The people among them, who hear of everything that happens in it. */
  workspace: (workspaceId: string) => `workspace:${workspaceId}`,
  user: (userId: string) => `user_${userId}`,
  /** Who asked for a channel's QR and is told each new one. */
  qr: (channelId: string) => `qr:${channelId}`,
  /** Who listens to all messages of a workspace. */
  general: (workspaceId: string) => `${listenerPrefixes.general}${workspaceId}`,
  /** Who listens to those of one customer, by the id under which it was asked for. */
  customer: (customerId: string) => `${listenerPrefixes.customer}${customerId}`,
  /** Everyone who is in one of these two. */
  listeners: (workspaceId: string) => `listeners:${workspaceId}`,
  /** Who subscribed to a channel; and the admins among them, who are shown what links it. */
  channel: (channelId: string) => `channel:${channelId}`,
  channelCodes: (channelId: string) => `codes:${channelId}`,
};

/** @returns the workspace whose everyone is in the room; `null` for any other room */
export function readMemberRoom(room: string): string | null {
  return room.startsWith(memberPrefix) ? room.slice(memberPrefix.length) : null;
}

/** Whether it is a room of who listens to messages, general or of one customer. */
export function isListenersRoom(room: string): boolean {
  return Object.values(listenerPrefixes).some((prefix) => room.startsWith(prefix));
}
