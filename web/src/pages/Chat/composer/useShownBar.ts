import { useState } from 'react';

const storageKey = 'formattingBar';

/** Whether the formatting bar is shown; whoever works with it finds it so in every conversation. */
export function useShownBar(): [boolean, () => void] {
  const [isShown, setIsShown] = useState(readShown);
  const toggle = () => {
    setIsShown(!isShown);
    try {
      if (isShown) localStorage.removeItem(storageKey);
      else localStorage.setItem(storageKey, 'shown');
    } catch {
      // Storage is forbidden: it holds until the conversation is left.
    }
  };
  return [isShown, toggle];
}

function readShown(): boolean {
  try {
    return localStorage.getItem(storageKey) !== null;
  } catch {
    return false;
  }
}
