import { isApple } from '#lib/shortcuts.ts';

/** What text can be made. */
export type Mark = 'bold' | 'italic' | 'strike' | 'mono' | 'quote' | 'list';

type Keys = { key: string; ctrlKey: boolean; metaKey: boolean; shiftKey: boolean; altKey: boolean };

/** ⌘ on Apple's devices, else Ctrl. */
export function isMod({ ctrlKey, metaKey, altKey }: Keys): boolean {
  return (isApple ? metaKey : ctrlKey) && !altKey;
}

/** What a key with ⌘ or Ctrl makes of the text. */
export function toMark(event: Keys): Mark | null {
  if (!isMod(event)) return null;
  switch (`${event.shiftKey ? 'Shift+' : ''}${event.key.toUpperCase()}`) {
    case 'B':
      return 'bold';
    case 'I':
      return 'italic';
    case 'Shift+X':
      return 'strike';
    case 'E':
      return 'mono';
    default:
      return null;
  }
}
