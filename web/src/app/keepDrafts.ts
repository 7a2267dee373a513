import { selectOwner } from '#store/keeping.ts';
import type { AppStore } from '#store/makeStore.ts';
import { type Drafts, draftsRestored } from '#store/slices/drafts.ts';

/**
 * Keeps what was written and not sent in this browser, for whoever wrote it: it is there again when they sign in. One entry
 * a thread, since several tabs may write.
 */
export function keepDrafts(store: AppStore): void {
  let owner: string | null = null;
  let kept: Drafts = {};
  store.subscribe(() => {
    const state = store.getState();
    const present = selectOwner(state);
    if (present !== owner) {
      owner = present;
      kept = present === null ? {} : readDrafts(present);
      store.dispatch(draftsRestored(kept));
      return;
    }
    if (owner === null || state.drafts === kept) return;
    writeDrafts(owner, kept, state.drafts);
    kept = state.drafts;
  });
}

function toPrefix(owner: string): string {
  return `draft:${owner}:`;
}

function readDrafts(owner: string): Drafts {
  const prefix = toPrefix(owner);
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
    return Object.fromEntries(keys.map((key) => [key.slice(prefix.length), localStorage.getItem(key) ?? '']));
  } catch {
    return {};
  }
}

function writeDrafts(owner: string, before: Drafts, now: Drafts): void {
  const prefix = toPrefix(owner);
  try {
    for (const key of Object.keys(before)) if (now[key] === undefined) localStorage.removeItem(`${prefix}${key}`);
    for (const [key, text] of Object.entries(now)) {
      if (text !== before[key]) localStorage.setItem(`${prefix}${key}`, text);
    }
  } catch {
    // Storage is full or forbidden: drafts still live as long as the page.
  }
}
