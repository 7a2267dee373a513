import type { Storage } from '../../domain/ports/storage/storage.ts';
import type { ChannelRef } from '../../domain/ports/whatsapp.ts';

/** Whether a channel may be connected: what was asked of it may have waited while it was switched off or deleted. */
export async function isSwitchedOn(
  { channels }: Pick<Storage, 'channels'>,
  { workspaceId, channelId }: ChannelRef,
): Promise<boolean> {
  // One that is deleted is switched off, too.
  return (await channels.get({ workspaceId, channelId }))?.isActive ?? false;
}
