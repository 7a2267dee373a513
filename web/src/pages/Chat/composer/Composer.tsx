import { maxTextLength } from '@erp-whatsapp/shared/message';
import { SendHorizontal } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppDispatch, useAppSelector } from '#store/hooks.ts';
import { sendMessage } from '#store/messages.ts';
import { isNewNumber } from '../threadKeys.ts';
import { useDraft } from './useDraft.ts';
import { useTypingSign } from './useTypingSign.ts';

const countFrom = maxTextLength - 196;

/** Where one writes. Enter sends, Shift+Enter breaks the line; on touch keyboards Enter breaks it too. */
export function Composer({ threadKey }: { threadKey: string }) {
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const field = useRef<HTMLTextAreaElement>(null);
  const initial = useAppSelector((state) => state.drafts[threadKey] ?? '');
  const [text, setText] = useState(initial);
  const draft = useDraft(threadKey, text, setText);
  const typing = useTypingSign(isNewNumber(threadKey) ? null : threadKey);
  const left = maxTextLength - text.length;
  const canSend = text.trim() !== '' && left >= 0;

  useEffect(() => {
    if (!isTouch()) field.current?.focus();
  }, []);

  const send = () => {
    if (!canSend) return;
    const outgoing = isNewNumber(threadKey) ? { to: threadKey } : { conversationId: threadKey };
    if (dispatch(sendMessage({ ...outgoing, text })) === null) return;
    setText('');
    draft.forget();
    typing.stop();
    field.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes, Enter chooses a word; some browsers tell by the key code alone.
    const isComposing = event.nativeEvent.isComposing || event.keyCode === 229;
    if (event.key !== 'Enter' || event.shiftKey || isComposing || isTouch()) return;
    event.preventDefault();
    send();
  };

  return (
    <footer className="flex min-h-15.5 shrink-0 items-end gap-2 border-line border-t bg-surface px-3 py-2.5 wide:px-4">
      <div className="min-w-0 flex-1 rounded-3xl border border-line bg-sunken focus-within:border-field-line">
        <div
          className="grow-with-text max-h-44 overflow-y-auto text-message max-wide:text-[1rem] [&::after]:px-4 [&::after]:py-2.5"
          data-text={text}
        >
          <textarea
            ref={field}
            rows={1}
            dir="auto"
            aria-label={t('composer.label')}
            placeholder={t('composer.placeholder')}
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              typing.sign(event.target.value);
            }}
            onKeyDown={onKeyDown}
            onBlur={typing.stop}
            className="resize-none overflow-hidden bg-transparent px-4 py-2.5 outline-none placeholder:text-muted"
          />
        </div>
      </div>
      {text.length >= countFrom ? (
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
    </footer>
  );
}

function isTouch(): boolean {
  return window.matchMedia('(pointer: coarse)').matches;
}
