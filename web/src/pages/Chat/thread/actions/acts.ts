import { BookOpenText, Copy, Info, ListChecks, type LucideIcon, Reply, RotateCcw } from 'lucide-react';

/** What can be done with one message. */
export type Act = 'reply' | 'copy' | 'readMore' | 'details' | 'select' | 'retry';

export const actIcons: Record<Act, LucideIcon> = {
  reply: Reply,
  copy: Copy,
  readMore: BookOpenText,
  details: Info,
  select: ListChecks,
  retry: RotateCcw,
};

/** They work while the message itself has the focus, and nowhere else. */
export const actKeys: Partial<Record<Act, string>> = { reply: 'R', copy: 'C', details: 'I', select: 'X' };

/** Which act a key stands for; by its place on the keyboard where that writes another script. */
export function toAct({ key, code }: Pick<KeyboardEvent, 'key' | 'code'>): Act | null {
  const letter = /^[a-z]$/i.test(key) ? key.toUpperCase() : code.replace(/^Key/, '');
  switch (letter) {
    case actKeys.reply:
      return 'reply';
    case actKeys.copy:
      return 'copy';
    case actKeys.details:
      return 'details';
    case actKeys.select:
      return 'select';
    default:
      return null;
  }
}
