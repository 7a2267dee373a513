import { useSyncExternalStore } from 'react';

type Format = (phoneNumber: string) => string;

let format: Format = (phoneNumber) => phoneNumber;
let isAsked = false;
const listeners = new Set<() => void>();

/**
 * Writes numbers as people of their country do, for display alone. The numbering plans are large and come after the first
 * screen; until then numbers are shown as they are kept.
 */
export function usePhoneFormat(): Format {
  return useSyncExternalStore(subscribe, () => format);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (!isAsked) void load();
  return () => listeners.delete(listener);
}

async function load(): Promise<void> {
  isAsked = true;
  try {
    const { parsePhoneNumberFromString } = await import('libphonenumber-js/min');
    format = (phoneNumber) => parsePhoneNumberFromString(phoneNumber)?.formatInternational() ?? phoneNumber;
    for (const listener of listeners) listener();
  } catch {
    // The file did not come: numbers stay readable, and the next list that is shown asks again.
    isAsked = false;
  }
}
