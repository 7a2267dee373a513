import { useSyncExternalStore } from 'react';
import { followSettings, readSettings, type Settings } from '#lib/settings.ts';

/** The console's settings, and again whenever one is changed here or in another tab. */
export function useSettings(): Settings {
  return useSyncExternalStore(followSettings, readSettings);
}
