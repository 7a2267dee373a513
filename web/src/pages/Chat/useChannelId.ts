import { selectConversation } from '#store/conversations.ts';
import { useAppSelector } from '#store/hooks.ts';
import { selectThread } from '#store/messages.ts';
import { readNewKey } from '#store/threadKeys.ts';

/** By which of the business's numbers a thread goes; `undefined` until that is known. */
export function useChannelId(threadKey: string): string | undefined {
  return useAppSelector((state) => {
    const known = selectConversation(state, threadKey)?.channelId ?? readNewKey(threadKey)?.channelId;
    if (known !== undefined && known !== null) return known;
    // A conversation that the list has not loaded yet.
    const thread = selectThread(state, threadKey);
    return thread?.entities[thread.ids[0] ?? '']?.channelId;
  });
}
