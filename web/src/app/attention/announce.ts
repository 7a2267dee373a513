import type { Conversation } from '@erp-whatsapp/shared/conversation';
import type { Message } from '@erp-whatsapp/shared/message';
import type { Tone } from '#lib/notifications/tone.ts';
import { readSettings } from '#lib/settings.ts';
import { toPreview } from '#pages/Chat/preview.ts';
import { selectConversation } from '#store/conversations.ts';
import type { AppStore } from '#store/makeStore.ts';
import { resolveThread } from '#store/slices/messages.ts';
import { isQuiet, isWaiting } from '#store/waiting.ts';
import type { Notices } from './notices.ts';
import type { AttentionTabs, TabView } from './tabs.ts';

/** One tone per this time at most, in milliseconds. */
const betweenTones = 3_000;
/** What was written longer ago is no news: it was missed, or imported. In milliseconds. */
const oldest = 10 * 60_000;

export type AnnounceParts = {
  store: AppStore;
  tabs: AttentionTabs;
  tone: Pick<Tone, 'play'>;
  notices: Notices;
  toName: (conversation: Pick<Conversation, 'name' | 'mobileNo'>) => string;
};

/** Lets a person hear and see of what customers write, and takes back what was read, until the returned function is called. */
export function announce({ store, tabs, tone, notices, toName }: AnnounceParts): () => void {
  let tonePlayedAt = Number.NEGATIVE_INFINITY;

  const onMessage = ({ detail }: WindowEventMap['whatsapp:new_message']) => {
    if (tabs.isSpeaker() && isNews(detail)) void speak(detail);
  };

  async function speak(message: Message): Promise<void> {
    const state = store.getState();
    const conversationId = resolveThread(state.messages, message.conversationId);
    if (isQuiet(state, conversationId)) return;
    const views = await tabs.look();
    const { sounds, notifications } = readSettings();
    if (sounds && !views.some((view) => view.isVisible && view.openId === conversationId)) play();
    if (notifications && !views.some(isWatched)) await notify(conversationId, message);
  }

  function play(): void {
    const now = performance.now();
    if (now - tonePlayedAt < betweenTones) return;
    tonePlayedAt = now;
    tone.play();
  }

  async function notify(conversationId: string, message: Message): Promise<void> {
    const conversation = selectConversation(store.getState(), conversationId);
    const name = conversation ? toName(conversation) : (message.sender?.name ?? '');
    const body = readSettings().notificationPreview ? toPreview(message) : '';
    await notices.show({ conversationId, title: name, body });
  }

  const onConversation = ({ detail }: WindowEventMap['whatsapp:conversation_updated']) => {
    if (!isWaiting(store.getState(), detail)) void notices.close(detail.id);
  };

  window.addEventListener('whatsapp:new_message', onMessage);
  window.addEventListener('whatsapp:conversation_updated', onConversation);
  const stopClearing = clearWhenListed(store, notices);
  return () => {
    stopClearing();
    window.removeEventListener('whatsapp:new_message', onMessage);
    window.removeEventListener('whatsapp:conversation_updated', onConversation);
  };
}

/** What was read elsewhere while no page was open is taken back as soon as the list tells. */
function clearWhenListed(store: AppStore, notices: Notices): () => void {
  let isDone = false;
  const look = () => {
    const state = store.getState();
    if (isDone || state.conversations.status !== 'loaded' || state.connection.socket.phase !== 'ready') return;
    isDone = true;
    void notices.closeDone((id) => {
      const conversation = selectConversation(state, id);
      return conversation !== undefined && !isWaiting(state, conversation);
    });
  };
  look();
  return store.subscribe(look);
}

function isNews({ senderType, createdAt }: Message): boolean {
  return senderType === 'customer' && Date.now() - Date.parse(createdAt) < oldest;
}

function isWatched({ isVisible, hasFocus }: TabView): boolean {
  return isVisible && hasFocus;
}
