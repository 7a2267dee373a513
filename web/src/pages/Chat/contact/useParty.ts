import { useMemo } from 'react';
import { selectConversation } from '#store/conversations.ts';
import { useAppSelector } from '#store/hooks.ts';
import { selectThread } from '#store/messages.ts';

/** A customer as the conversation shows them. */
export type Party = { id: string; name: string; mobileNo: string };

/** Whose conversation is open; `null` until that is known. */
export function useParty(threadKey: string): Party | null {
  const conversation = useAppSelector((state) => selectConversation(state, threadKey));
  const customer = useAppSelector((state) => selectThread(state, threadKey)?.customer);
  const id = conversation?.customerId ?? customer?.id;
  const { name, mobileNo } = conversation ?? customer ?? { name: '', mobileNo: '' };
  return useMemo(() => (id === undefined ? null : { id, name, mobileNo }), [id, name, mobileNo]);
}
