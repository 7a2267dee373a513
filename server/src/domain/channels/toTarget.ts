import type { Channel } from '@erp-whatsapp/shared/channel';
import type { SessionTarget } from '../ports/whatsapp.ts';

/** A channel as those who keep the sessions take it. */
export function toTarget(workspaceId: string, { channelId, type, phoneNumber }: Channel): SessionTarget {
  return { workspaceId, channelId, type, phoneNumber };
}
