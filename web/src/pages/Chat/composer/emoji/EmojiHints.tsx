import { defaultEmojiDataResolver } from 'frimousse';
import { type Ref, type RefObject, useEffect, useId, useImperativeHandle, useState } from 'react';
import { useTranslation } from 'react-i18next';
import '#lib/texts/later.ts';
import { insertText, type Write } from '../format.ts';
import { emojiAddress, emojiLocales } from './address.ts';
import { findEmoji, type KnownEmoji } from './findEmoji.ts';
import { keepRecent, readTone } from './recentEmoji.ts';

/** Takes a key while the hints are shown. @returns whether it did something with it */
export type HintKeys = (key: string) => boolean;

type EmojiHintsProps = {
  /** What stands behind the colon before the caret. */
  typed: string;
  field: RefObject<HTMLTextAreaElement | null>;
  write: Write;
  onClose: () => void;
  keys: Ref<HintKeys>;
};

/** Emoji for a name that is being typed after a colon: arrows choose, Enter or Tab takes, Escape leaves it as it is. */
export function EmojiHints({ typed, field, write, onClose, keys }: EmojiHintsProps) {
  const { t } = useTranslation();
  const id = useId();
  const known = useEmoji();
  const [active, setActive] = useState(0);
  const hints = findEmoji(known, typed, readTone());
  const at = Math.min(active, hints.length - 1);

  const take = (emoji: string) => {
    const { current: element } = field;
    if (element === null) return;
    element.focus();
    element.setSelectionRange(element.selectionStart - typed.length - 1, element.selectionStart);
    insertText(element, `${emoji} `, write);
    keepRecent(emoji);
    onClose();
  };

  useImperativeHandle(keys, () => (key) => {
    const chosen = hints[at];
    if (chosen === undefined) return false;
    if (key === 'Escape') onClose();
    else if (key === 'Enter' || key === 'Tab') take(chosen.emoji);
    else if (key === 'ArrowDown') setActive((at + 1) % hints.length);
    else if (key === 'ArrowUp') setActive((at + hints.length - 1) % hints.length);
    else return false;
    return true;
  });

  // Who can't see the list hears what of it is chosen, while the focus stays in the field.
  useEffect(() => {
    const { current: element } = field;
    if (element === null || hints.length === 0) return;
    element.setAttribute('aria-controls', id);
    element.setAttribute('aria-activedescendant', `${id}-${at}`);
    return () => {
      element.removeAttribute('aria-controls');
      element.removeAttribute('aria-activedescendant');
    };
  }, [field, id, at, hints.length]);

  if (hints.length === 0) return null;
  return (
    <div
      id={id}
      role="listbox"
      aria-label={t('emoji.suggestions')}
      className="absolute start-3 bottom-full z-20 mb-2 flex w-[min(20rem,calc(100%-1.5rem))] animate-appear flex-col rounded-xl border border-line bg-surface p-1.5 shadow-raised"
    >
      {hints.map(({ emoji, label }, index) => (
        <button
          key={emoji}
          id={`${id}-${index}`}
          type="button"
          role="option"
          tabIndex={-1}
          aria-selected={index === at}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => take(emoji)}
          className={`flex min-h-9 items-center gap-3 rounded-lg px-2 text-start text-preview pointer-coarse:min-h-11 ${index === at ? 'bg-selected' : 'hover:bg-hover'}`}
        >
          <span aria-hidden="true" className="w-7 text-center font-emoji text-[1.25rem]">
            {emoji}
          </span>
          <span className="truncate">{label}</span>
        </button>
      ))}
    </div>
  );
}

/** All emoji, once they have come; none where they can't be had, which only costs the hints. */
function useEmoji(): readonly KnownEmoji[] {
  const { i18n } = useTranslation();
  const locale = emojiLocales.find((one) => one === i18n.language) ?? 'en';
  const [known, setKnown] = useState<readonly KnownEmoji[]>([]);
  useEffect(() => {
    const stop = new AbortController();
    const load = async () => {
      try {
        const { emojis } = await defaultEmojiDataResolver(locale, { emojibaseUrl: emojiAddress, signal: stop.signal });
        if (!stop.signal.aborted) setKnown(emojis);
      } catch {
        // They are asked for again with the next name.
      }
    };
    void load();
    return () => stop.abort();
  }, [locale]);
  return known;
}
