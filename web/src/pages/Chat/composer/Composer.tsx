import { maxTextLength } from '@erp-whatsapp/shared/message';
import { SendHorizontal, Smile, Type } from 'lucide-react';
import { type KeyboardEvent, lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSettings } from '#hooks/useSettings.ts';
import { useAppDispatch } from '#store/hooks.ts';
import { sendMessage } from '#store/messages.ts';
import { isNewNumber, readNewKey } from '#store/threadKeys.ts';
import { IconButton } from '#ui/IconButton.tsx';
import { usePane, usePaneState } from '../thread/pane.ts';
import type { HintKeys } from './emoji/EmojiHints.tsx';
import { isMod, type Mark, toMark } from './marks.ts';
import { useShownBar } from './useShownBar.ts';
import { useTypeAnywhere } from './useTypeAnywhere.ts';
import { useTypingSign } from './useTypingSign.ts';
import { useWritten } from './useWritten.ts';

const AboveField = lazy(async () => ({ default: (await import('./AboveField.tsx')).AboveField }));
const EmojiPopover = lazy(async () => ({ default: (await import('./emoji/EmojiPopover.tsx')).EmojiPopover }));
const EmojiHints = lazy(async () => ({ default: (await import('./emoji/EmojiHints.tsx')).EmojiHints }));

const countFrom = maxTextLength - 196;
/** Whether it is formatting is looked at where it is shown. */
const mayBeFormatted = /[*_~`]|^(?:>|[-*]|\d+\.) /m;
/** A name after a colon, at the caret: it may be an emoji's. */
const emojiName = /(?:^|\s):(\p{L}[\p{L}\d_]+)$/u;

/** Where one writes. What Enter does is a setting; on touch keyboards it breaks the line. */
export function Composer({ threadKey }: { threadKey: string }) {
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const pane = usePane();
  const { sendWith } = useSettings();
  const isSelecting = usePaneState((state) => state.isSelecting);
  const field = useRef<HTMLTextAreaElement>(null);
  const emojiButton = useRef<HTMLButtonElement>(null);
  const [isPicking, setIsPicking] = useState(false);
  const [named, setNamed] = useState<string | null>(null);
  const hintKeys = useRef<HintKeys>(null);
  const [isBarShown, toggleBar] = useShownBar();
  const { text, setText, quote, whole, forget } = useWritten(threadKey);
  const typing = useTypingSign(isNewNumber(threadKey) ? null : threadKey);
  const left = maxTextLength - whole.length;
  const canSend = text.trim() !== '' && left >= 0;
  useTypeAnywhere(field);

  useEffect(() => {
    if (!isTouch()) field.current?.focus();
  }, []);

  const write = (next: string) => {
    setText(next);
    typing.sign(next);
  };

  const send = () => {
    if (!canSend) return;
    const outgoing = readNewKey(threadKey) ?? { conversationId: threadKey };
    if (dispatch(sendMessage({ ...outgoing, text: whole })) === null) return;
    forget();
    setNamed(null);
    typing.stop();
    field.current?.focus();
  };

  const mark = async (name: Mark) => {
    const { format } = await import('./format.ts');
    if (field.current !== null) format(field.current, name, write);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // While an input method composes, Enter chooses a word; some browsers tell by the key code alone.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    const name = toMark(event);
    if (!hasModifier(event) && hintKeys.current?.(event.key) === true) {
      event.preventDefault();
    } else if (name !== null) {
      event.preventDefault();
      void mark(name);
    } else if (event.key === 'Enter') {
      const isSending = isMod(event) || (sendWith === 'enter' && !event.shiftKey && !isTouch());
      if (!isSending) return;
      event.preventDefault();
      send();
    } else if (event.key === 'Escape' && quote !== '') {
      event.preventDefault();
      pane.change({ quote: '' });
    } else if (event.key === 'ArrowUp' && text === '' && !hasModifier(event)) {
      event.preventDefault();
      focusMessages(event.currentTarget);
    }
  };

  return (
    <footer
      // Messages are being chosen: what can be done with them lies over this.
      inert={isSelecting}
      className="flex min-h-15.5 shrink-0 flex-col gap-2 border-line border-t bg-surface px-3 py-2.5 wide:px-4"
    >
      {quote !== '' || isBarShown || mayBeFormatted.test(text) ? (
        <Suspense fallback={null}>
          <AboveField
            quote={quote}
            text={text}
            isBarShown={isBarShown}
            onMark={(name) => void mark(name)}
            onCloseQuote={() => {
              pane.change({ quote: '' });
              field.current?.focus();
            }}
          />
        </Suspense>
      ) : null}
      <div className="flex items-end gap-2">
        <div className="flex min-w-0 flex-1 items-end rounded-3xl border border-line bg-sunken focus-within:border-field-line">
          <IconButton
            ref={emojiButton}
            icon={Smile}
            label={t('composer.emoji')}
            aria-expanded={isPicking}
            onClick={() => setIsPicking(!isPicking)}
            className="ms-0.5 self-end"
          />
          <div
            className="grow-with-text max-h-[calc(8lh+1.25rem)] min-w-0 flex-1 overflow-y-auto text-message max-wide:text-[max(1rem,var(--message-size))] pointer-coarse:text-[max(1rem,var(--message-size))] [&::after]:px-1.5 [&::after]:py-2.5"
            data-text={text}
          >
            <textarea
              ref={field}
              rows={1}
              dir="auto"
              aria-label={t('composer.label')}
              placeholder={t('composer.placeholder')}
              value={text}
              onChange={({ target }) => {
                write(target.value);
                setNamed(emojiName.exec(target.value.slice(0, target.selectionStart))?.[1] ?? null);
              }}
              onKeyDown={onKeyDown}
              onBlur={() => {
                typing.stop();
                setNamed(null);
              }}
              className="resize-none overflow-hidden bg-transparent px-1.5 py-2.5 outline-none placeholder:text-muted"
            />
          </div>
          <IconButton
            icon={Type}
            label={t('composer.formatting')}
            isPressed={isBarShown}
            onMouseDown={(event) => event.preventDefault()}
            onClick={toggleBar}
            className="me-0.5 self-end"
          />
        </div>
        {whole.length >= countFrom ? (
          <span
            role="status"
            className={`pb-3 text-time tabular-nums ${left < 0 ? 'font-medium text-error' : 'text-muted'}`}
            title={left < 0 ? t('composer.tooLong', { count: -left }) : t('composer.left', { count: left })}
          >
            {left}
          </span>
        ) : null}
        <button
          type="button"
          aria-label={t('composer.send')}
          title={t('composer.send')}
          disabled={!canSend}
          // The field keeps the focus, and with it a phone its keyboard.
          onPointerDown={(event) => event.preventDefault()}
          onClick={send}
          className="inline-flex size-11 shrink-0 items-center justify-center rounded-full bg-accent text-on-accent transition-colors duration-80 hover:bg-accent-hover active:scale-95 disabled:cursor-not-allowed disabled:bg-transparent disabled:text-muted"
        >
          <SendHorizontal aria-hidden="true" size={22} />
        </button>
      </div>
      {named === null ? null : (
        <Suspense fallback={null}>
          <EmojiHints typed={named} field={field} write={write} onClose={() => setNamed(null)} keys={hintKeys} />
        </Suspense>
      )}
      {isPicking ? (
        <Suspense fallback={null}>
          <EmojiPopover button={emojiButton} field={field} write={write} onClose={() => setIsPicking(false)} />
        </Suspense>
      ) : null}
    </footer>
  );
}

function isTouch(): boolean {
  return window.matchMedia('(pointer: coarse)').matches;
}

function hasModifier({ shiftKey, ctrlKey, altKey, metaKey }: KeyboardEvent): boolean {
  return shiftKey || ctrlKey || altKey || metaKey;
}

/** The messages give it to the last one in view, and go on from there with keys of their own. */
function focusMessages(field: Element): void {
  field.closest('main')?.querySelector<HTMLElement>('ol[tabindex]')?.focus();
}
