import { useEffect, useEffectEvent } from 'react';
import { registerShortcut, type ShortcutId } from '#lib/shortcuts.ts';

/**
 * Answers an action's key, and lists it in the palette, while the component is there. Of several the one that came last
 * answers. `null` answers nothing: for what can't be done just now.
 */
export function useShortcut(id: ShortcutId, handler: (() => void) | null): void {
  const run = useEffectEvent(() => handler?.());
  const isAnswered = handler !== null;
  useEffect(() => (isAnswered ? registerShortcut(id, () => run()) : undefined), [id, isAnswered]);
}
