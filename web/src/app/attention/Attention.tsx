import { useEffect, useEffectEvent, useRef } from 'react';
import { navigate } from 'wouter/use-browser-location';
import { useNotifications } from '#hooks/useNotifications.ts';
import { readAccess } from '#lib/notifications/permission.ts';
import { unsubscribeFromPush } from '#lib/notifications/push.ts';
import { registerServiceWorker } from '#lib/notifications/registration.ts';
import { createTone } from '#lib/notifications/tone.ts';
import { useDisplayName } from '#pages/Chat/useDisplayName.ts';
import { useApi } from '#providers/api-provider.tsx';
import { useAppSelector, useAppStore } from '#store/hooks.ts';
import { selectOwner } from '#store/keeping.ts';
import type { AppStore } from '#store/makeStore.ts';
import { resolveThread } from '#store/slices/messages.ts';
import { keepScreen } from '../offline/keepScreen.ts';
import { followKeyboard } from '../phone/followKeyboard.ts';
import { announce } from './announce.ts';
import { followWaiting } from './followWaiting.ts';
import { keepPush } from './keepPush.ts';
import { createNotices } from './notices.ts';
import { joinTabs, type TabView } from './tabs.ts';

/** What calls for somebody's attention, as long as somebody is signed in: the tab's title, sounds, notifications. */
export function Attention() {
  const store = useAppStore();
  const owner = useAppSelector(selectOwner);
  const toName = useEffectEvent(useDisplayName());

  useEffect(() => followWaiting(store), [store]);
  useEffect(() => (owner === null ? undefined : keepScreen(store)), [store, owner]);
  useEffect(() => {
    if (owner === null) return;
    const tabs = joinTabs(owner, () => readView(store));
    const tone = createTone();
    const leave = announce({ store, tabs, tone, notices: createNotices(open), toName: (party) => toName(party) });
    return () => {
      leave();
      tone.close();
      tabs.leave();
    };
  }, [store, owner]);
  useEffect(followClicks, []);
  useEffect(registerServiceWorker, []);
  useEffect(() => followKeyboard(), []);
  usePush(store);

  return null;
}

/** Only once the person has decided: a browser that was never asked has nothing to take back. */
function usePush(store: AppStore): void {
  const api = useApi();
  const { state, showsText } = useNotifications();
  const isReady = useAppSelector(({ connection }) => connection.socket.phase === 'ready');
  const isWanted = state === 'on';
  const isDecided = isWanted || (state === 'off' && readAccess() === 'granted');
  const told = useRef('');
  useEffect(() => {
    const wish = { isWanted, showsText };
    if (!isReady || !isDecided || told.current === JSON.stringify(wish)) return;
    told.current = JSON.stringify(wish);
    void keepPush(api, wish);
  }, [api, isReady, isDecided, isWanted, showsText]);
  useEffect(
    () => () => {
      if (store.getState().auth.status === 'signedOut') void unsubscribeFromPush();
    },
    [store],
  );
}

function readView(store: AppStore): TabView {
  const [, id] = /^\/chat\/([^/]+)/.exec(window.location.pathname) ?? [];
  return {
    isVisible: document.visibilityState === 'visible',
    hasFocus: document.hasFocus(),
    openId: id === undefined ? null : resolveThread(store.getState().messages, decodeURIComponent(id)),
  };
}

function open(conversationId: string): void {
  navigate(`/chat/${encodeURIComponent(conversationId)}`);
}

/** The service worker tells which notification was clicked. */
function followClicks(): (() => void) | undefined {
  if (!('serviceWorker' in navigator)) return undefined;
  const hear = ({ data }: MessageEvent<unknown>) => {
    const isClick = typeof data === 'object' && data !== null && 'kind' in data && data.kind === 'open-conversation';
    if (isClick && 'conversationId' in data && typeof data.conversationId === 'string') open(data.conversationId);
  };
  navigator.serviceWorker.addEventListener('message', hear);
  return () => navigator.serviceWorker.removeEventListener('message', hear);
}
