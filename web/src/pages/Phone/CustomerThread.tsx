import type { SimulatedCustomer, SimulatedMessage } from '@erp-whatsapp/shared/simulator';
import { FileText, SendHorizontal } from 'lucide-react';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatTime } from '#lib/formatting/time.ts';
import { Bubble, BubbleMeta, MetaSpace } from '#ui/Bubble.tsx';
import { FormattedText } from '#ui/formattedText/FormattedText.tsx';
import { Ticks } from '#ui/Ticks.tsx';
import { useSimulator } from './simulator.ts';
import { useAct } from './useAct.ts';
import { usePoll } from './usePoll.ts';

const pollMs = 1_000;
const renewTypingMs = 3_000;
const pausedAfterMs = 5_000;

type CustomerThreadProps = { customer: SimulatedCustomer; business: string };

/** The conversation as the customer's own device decrypted it. */
export function CustomerThread({ customer, business }: CustomerThreadProps) {
  const { t } = useTranslation();
  const simulator = useSimulator();
  const { act } = useAct();
  const { phoneNumber, name } = customer;
  const ask = useCallback(() => simulator.thread(phoneNumber, business), [simulator, phoneNumber, business]);
  const { value: thread, hasFailed, refresh } = usePoll(ask, pollMs);
  const [text, setText] = useState('');
  const end = useRef<HTMLDivElement>(null);
  const typing = useCustomerTyping(phoneNumber, business);
  const messages = thread?.messages ?? [];
  const lastId = messages.at(-1)?.id;

  useLayoutEffect(() => {
    if (lastId !== undefined) end.current?.scrollIntoView({ block: 'end' });
  }, [lastId]);

  const send = async () => {
    if (text.trim() === '') return;
    const written = text;
    setText('');
    typing.stop();
    const isSent = await act(() => simulator.writeAsCustomer(phoneNumber, { to: business, text: written }));
    if (!isSent) setText(written);
    refresh();
  };

  return (
    <>
      {/* Nothing in it takes the focus, and the keyboard has to scroll it. */}
      <div tabIndex={messages.length === 0 ? -1 : 0} className="min-h-0 flex-1 overflow-y-auto bg-ground px-4 pb-3">
        {hasFailed ? (
          <p role="alert" className="py-2 text-center text-muted text-preview">
            {t('phone.unreachable')}
          </p>
        ) : null}
        {thread !== null && messages.length === 0 ? (
          <p className="py-8 text-center text-muted text-preview">{t('phone.noMessages', { name })}</p>
        ) : null}
        <ol aria-label={t('phone.customerMessages')}>
          {messages.map((message, index) => (
            <CustomerMessage
              key={message.id}
              message={message}
              isRunStart={messages[index - 1]?.fromMe !== message.fromMe}
            />
          ))}
        </ol>
        <p role="status" className="h-5 pt-1 text-accent-text text-time">
          {thread?.isTyping ? t('phone.typing') : ''}
        </p>
        <div ref={end} />
      </div>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
        className="flex shrink-0 items-center gap-2 border-line border-t px-3 py-2"
      >
        <input
          aria-label={t('phone.customerComposer', { name })}
          placeholder={t('phone.customerComposer', { name })}
          autoComplete="off"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            typing.sign(event.target.value);
          }}
          onBlur={typing.stop}
          className="h-10 min-w-0 flex-1 rounded-full border border-line bg-sunken px-4 text-[1rem] placeholder:text-muted"
        />
        <button
          type="submit"
          aria-label={t('phone.sendAsCustomer', { name })}
          title={t('phone.sendAsCustomer', { name })}
          disabled={text.trim() === ''}
          className="inline-flex size-10 shrink-0 items-center justify-center rounded-full bg-accent text-on-accent hover:bg-accent-hover disabled:bg-transparent disabled:text-muted"
        >
          <SendHorizontal aria-hidden="true" size={20} />
        </button>
      </form>
    </>
  );
}

function CustomerMessage({ message, isRunStart }: { message: SimulatedMessage; isRunStart: boolean }) {
  const { t } = useTranslation();
  const notes = [
    message.edited ? t('phone.edited') : null,
    message.copies > 1 ? t('phone.copies', { count: message.copies }) : null,
  ].filter((note) => note !== null);
  return (
    <li
      data-message-id={message.id}
      className={`flex ${message.fromMe ? 'justify-end' : 'justify-start'} ${isRunStart ? 'pt-3' : 'pt-0.5'}`}
    >
      <Bubble isOutgoing={message.fromMe} isRunStart={isRunStart}>
        <div className="whitespace-pre-wrap text-message [overflow-wrap:anywhere]">
          {message.media === null ? null : (
            <span className="me-2 inline-flex items-center gap-1 text-muted">
              <FileText aria-hidden="true" size={16} />
              {message.media.fileName ?? message.media.mimeType}
            </span>
          )}
          {message.deleted ? (
            <em className="text-muted">{t('phone.deleted')}</em>
          ) : (
            <FormattedText text={message.text} />
          )}
          <MetaSpace hasTicks={message.fromMe} />
        </div>
        {message.reactions.length === 0 ? null : (
          <div className="pb-3">{message.reactions.map(({ emoji }) => emoji).join(' ')}</div>
        )}
        {notes.length === 0 ? null : <div className="pb-3 text-meta text-muted">{notes.join(', ')}</div>}
        <BubbleMeta>
          <time dateTime={message.receivedAt}>{formatTime(message.receivedAt)}</time>
          {message.fromMe ? <Ticks status={message.status} label={t(`status.${message.status}`)} /> : null}
        </BubbleMeta>
      </Bubble>
    </li>
  );
}

/** Tells the business that the customer types, as a phone does. Nobody minds a sign that got lost. */
function useCustomerTyping(phoneNumber: string, business: string) {
  const simulator = useSimulator();
  const toldAt = useRef<number | null>(null);
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);

  const tell = useCallback(
    (isTyping: boolean) => {
      simulator.tellTyping(phoneNumber, business, isTyping).catch(() => undefined);
    },
    [simulator, phoneNumber, business],
  );
  const stop = useCallback(() => {
    clearTimeout(pause.current);
    if (toldAt.current === null) return;
    toldAt.current = null;
    tell(false);
  }, [tell]);
  const sign = (text: string) => {
    if (text === '') {
      stop();
      return;
    }
    clearTimeout(pause.current);
    pause.current = setTimeout(stop, pausedAfterMs);
    if (toldAt.current !== null && Date.now() - toldAt.current < renewTypingMs) return;
    toldAt.current = Date.now();
    tell(true);
  };
  useEffect(() => stop, [stop]);
  return { sign, stop };
}
