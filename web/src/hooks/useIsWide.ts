import { useSyncExternalStore } from 'react';

// The breakpoint `wide` of theme.css.
const query = '(min-width: 56.25rem)';

/** Whether list and page stand side by side. */
export function useIsWide(): boolean {
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
}

function subscribe(onChange: () => void): () => void {
  const media = window.matchMedia(query);
  media.addEventListener('change', onChange);
  return () => media.removeEventListener('change', onChange);
}
