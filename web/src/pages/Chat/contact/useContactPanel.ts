import { useState, useSyncExternalStore } from 'react';
import { navigate, useHistoryState } from 'wouter/use-browser-location';
import { useShortcut } from '#hooks/useShortcut.ts';

// From here on there is room for it beside the thread; theme.css knows no such breakpoint.
const query = '(min-width: 75rem)';
const storageKey = 'contactPanel';

export type ContactPanelControl = {
  isOpen: boolean;
  /** Whether it was opened just now: then it has the focus. */
  isFresh: boolean;
  toggle: () => void;
};

/**
 * Whether the contact panel is open. Beside the thread this browser remembers it; over the thread it is a step of the
 * browser's history, which the system's back takes back.
 */
export function useContactPanel(canOpen: boolean): ContactPanelControl {
  const isBeside = useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
  const state: unknown = useHistoryState();
  const [isRemembered, setIsRemembered] = useState(recall);
  const [isFresh, setIsFresh] = useState(false);
  const isOver = typeof state === 'object' && state !== null && 'isContactOpen' in state;
  const isOpen = canOpen && (isBeside ? isRemembered : isOver);

  const toggle = () => {
    setIsFresh(!isOpen);
    if (isBeside) {
      setIsRemembered(!isOpen);
      remember(!isOpen);
    } else if (isOpen) window.history.back();
    else navigate(`${window.location.pathname}${window.location.search}`, { state: { isContactOpen: true } });
  };
  useShortcut('contact', canOpen ? toggle : null);
  return { isOpen, isFresh, toggle };
}

function subscribe(onChange: () => void): () => void {
  const media = window.matchMedia(query);
  media.addEventListener('change', onChange);
  return () => media.removeEventListener('change', onChange);
}

function recall(): boolean {
  try {
    return localStorage.getItem(storageKey) !== null;
  } catch {
    return false;
  }
}

function remember(isOpen: boolean): void {
  try {
    if (isOpen) localStorage.setItem(storageKey, 'open');
    else localStorage.removeItem(storageKey);
  } catch {
    // Storage is full or forbidden: it holds until the page is closed.
  }
}
