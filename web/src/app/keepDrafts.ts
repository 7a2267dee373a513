import type { AppStore } from '#store/makeStore.ts';
import { draftsRestored } from '#store/slices/drafts.ts';

const storageKey = 'drafts';

/** Keeps drafts through a reload of this tab. They are gone when the person signs out. */
export function keepDrafts(store: AppStore): void {
  store.dispatch(draftsRestored(readDrafts()));
  let kept = store.getState().drafts;
  store.subscribe(() => {
    const { drafts } = store.getState();
    if (drafts === kept) return;
    kept = drafts;
    try {
      sessionStorage.setItem(storageKey, JSON.stringify(drafts));
    } catch {
      // Storage is full or forbidden: drafts still live as long as the page.
    }
  });
}

function readDrafts(): Record<string, string> {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? '{}');
    const entries = typeof kept === 'object' && kept !== null ? Object.entries(kept) : [];
    return Object.fromEntries(entries.filter(([, text]) => typeof text === 'string'));
  } catch {
    return {};
  }
}
