import { useSyncExternalStore } from 'react';

type Format = (phoneNumber: string) => string;

let format: Format = (phoneNumber) => {
  fetchPhoneFormat();
  return phoneNumber;
};
let isAsked = false;
const listeners = new Set<() => void>();

/**
 * Writes numbers as people of their country do, for display alone. The numbering plans are large and come once a number is to
 * be shown; until then numbers are shown as they are kept.
 */
export function usePhoneFormat(): Format {
  return useSyncExternalStore(subscribe, () => format);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Has the numbering plans come once nothing else is to be done, for who will show numbers soon. */
export function fetchPhoneFormat(): void {
  if (isAsked) return;
  isAsked = true;
  const begin = () => void load();
  if ('requestIdleCallback' in window) window.requestIdleCallback(begin, { timeout: 1_000 });
  else setTimeout(begin, 200);
}

async function load(): Promise<void> {
  try {
    const { parsePhoneNumberFromString } = await import('libphonenumber-js/min');
    format = remember((phoneNumber) => parsePhoneNumberFromString(phoneNumber)?.formatInternational() ?? phoneNumber);
    for (const listener of listeners) listener();
  } catch {
    // The file did not come: numbers stay readable, and the next one that is shown asks again.
    isAsked = false;
  }
}

/** More than are on the screen and around it. */
const mostRemembered = 2_000;

/** The same numbers are drawn again and again. */
function remember(make: Format): Format {
  const made = new Map<string, string>();
  return (phoneNumber) => {
    const known = made.get(phoneNumber);
    if (known !== undefined) return known;
    if (made.size >= mostRemembered) made.clear();
    const text = make(phoneNumber);
    made.set(phoneNumber, text);
    return text;
  };
}
