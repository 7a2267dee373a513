import type { Message } from '@erp-whatsapp/shared/message';
import { createSelector } from '@reduxjs/toolkit';
import { useSocket } from '#providers/socket-provider.tsx';
import { useAppSelector } from '#store/hooks.ts';
import { selectThread } from '#store/messages.ts';
import { toRows } from '#store/slices/rows.ts';
import type { RootState } from '#store/state.ts';

/**
 * WhatsApp in one hook: a view of the store with the socket's actions. It renders anew with each message of its thread,
 * so long lists read their own selectors instead.
 */
export function useWhatsAppSocket() {
  const socket = useSocket();
  const contacts = useAppSelector((state) => state.contacts.list);
  const messages = useAppSelector(selectMessages);
  const qr = useAppSelector((state) => state.channels.qr);
  const isLoading = useAppSelector((state) => state.latest.pendingFetches > 0 || state.channels.isAskingQr);
  const lastMessage = useAppSelector((state) => state.latest.lastMessage);
  const lastError = useAppSelector((state) => state.latest.lastError);
  const connectionStatus = useAppSelector((state) => state.channels.status);

  return {
    isSocketConnected: socket.isConnected,
    isSocketAuthenticated: socket.isAuthenticated,
    isWhatsAppConnected: connectionStatus?.connected ?? false,
    connectionStatus,
    contacts,
    /** The thread that `fetchMessagesBetween` chose, oldest first, kept up to date. */
    messages,
    /** The picture as a `data:` address, or word that the number is connected already. */
    qrCodeData: qr?.success ? qr.data : null,
    isLoading,
    lastMessage,
    /** A sentence for a person, or `null`. */
    lastError,
    fetchContacts: socket.getContacts,
    fetchMessagesBetween: socket.getMessagesBetween,
    fetchQrCode: socket.getQrCode,
    sendWhatsAppMessage: socket.sendMessage,
    joinWhatsAppConversation: socket.joinConversation,
    leaveWhatsAppConversation: socket.leaveConversation,
    requestConnectionStatus: socket.getConnectionStatus,
  };
}

const noMessages: Message[] = [];

const selectMessages = createSelector(
  (state: RootState) => (state.latest.threadKey === null ? undefined : selectThread(state, state.latest.threadKey)),
  (thread): Message[] => (thread === undefined ? noMessages : toRows(thread)),
);
