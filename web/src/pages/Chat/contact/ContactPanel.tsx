import '#lib/texts/later.ts';
import { X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readCard, selectCard } from '#store/contactCards.ts';
import { selectConversation } from '#store/conversations.ts';
import { useAppDispatch, useAppSelector } from '#store/hooks.ts';
import { selectIsReachable } from '#store/slices/connection.ts';
import { Avatar } from '#ui/Avatar.tsx';
import { Button } from '#ui/Button.tsx';
import { IconButton } from '#ui/IconButton.tsx';
import { useDisplayName } from '../useDisplayName.ts';
import { CardSkeleton } from './CardSkeleton.tsx';
import { ContactConversations } from './ContactConversations.tsx';
import { ContactFacts } from './ContactFacts.tsx';
import { ContactName } from './ContactName.tsx';
import { ContactNumber } from './ContactNumber.tsx';
import { Notes } from './notes/Notes.tsx';
import { panelLook } from './panelLook.ts';
import { sayWhy } from './sayWhy.ts';
import { usePanelFocus } from './usePanelFocus.ts';
import { type Party, useParty } from './useParty.ts';

/** Messages are counted anew when none has come for so long. */
const countAfterMs = 2_000;

type ContactPanelProps = {
  threadKey: string;
  /** Whether somebody has just asked for it: then it takes the focus. */
  isFresh: boolean;
  onClose: () => void;
};

/** Who the customer of the open conversation is, and what the team knows of them. */
export function ContactPanel({ threadKey, isFresh, onClose }: ContactPanelProps) {
  const { t } = useTranslation();
  const panel = useRef<HTMLElement>(null);
  const party = useParty(threadKey);
  usePanelFocus(panel, { isFresh, onClose });
  return (
    <aside ref={panel} id="contact-panel" tabIndex={-1} aria-label={t('contact.title')} className={panelLook}>
      <header className="flex h-15 shrink-0 items-center gap-2 px-2">
        <IconButton icon={X} label={t('contact.close')} onClick={onClose} />
        <h2 className="font-medium text-name">{t('contact.title')}</h2>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-6 pb-8">
        {party === null ? null : <Details key={party.id} party={party} threadKey={threadKey} />}
      </div>
    </aside>
  );
}

function Details({ party, threadKey }: { party: Party; threadKey: string }) {
  const { t } = useTranslation();
  const toDisplayName = useDisplayName();
  const isReachable = useAppSelector((state) => selectIsReachable(state.connection));
  const card = useAppSelector((state) => selectCard(state, party.id)?.card);
  const last = useAppSelector((state) => selectConversation(state, threadKey)?.lastMessage ?? null);
  const { why, readAgain } = useReading(party.id, { isReachable, lastId: last?.id ?? null });
  return (
    <>
      <section className="flex flex-col items-center pt-2 text-center">
        <Avatar id={party.id} name={toDisplayName(card ?? party)} size={96} />
        <ContactName party={party} card={card} isReachable={isReachable} />
        <ContactNumber number={card?.mobileNo ?? party.mobileNo} />
      </section>
      {isReachable ? null : (
        <p role="status" className="mt-4 rounded-lg bg-notice-surface px-3 py-2 text-notice text-preview">
          {t('contact.offline')}
        </p>
      )}
      {card !== undefined ? (
        <>
          <Notes contactId={party.id} card={card} isReachable={isReachable} />
          <ContactFacts card={card} lastAt={last?.createdAt ?? null} />
          <ContactConversations card={card} openId={threadKey} />
        </>
      ) : why === null ? (
        <CardSkeleton />
      ) : (
        <div className="mt-8 flex flex-col items-center gap-3 text-center text-preview">
          <p role="alert">{t('contact.failed', { why })}</p>
          <Button onClick={readAgain}>{t('app.tryAgain')}</Button>
        </div>
      )}
    </>
  );
}

/** Reads the card when it is not known, was changed since, or may have been while the server was away. */
function useReading(contactId: string, { isReachable, lastId }: { isReachable: boolean; lastId: string | null }) {
  const dispatch = useAppDispatch();
  const settledId = useSettled(lastId, countAfterMs);
  const isOutdated = useAppSelector((state) => selectCard(state, contactId)?.isOutdated ?? false);
  const [why, setWhy] = useState<string | null>(null);
  const [round, setRound] = useState(0);

  useEffect(() => {
    // What is outdated is asked for anew, and so is each round.
    void isOutdated;
    void settledId;
    void round;
    if (!isReachable) return;
    let isOver = false;
    void dispatch(readCard(contactId)).then((answer) => {
      if (!isOver) setWhy(answer.success ? null : sayWhy(answer));
    });
    return () => {
      isOver = true;
    };
  }, [dispatch, contactId, isReachable, isOutdated, settledId, round]);

  const readAgain = () => {
    setWhy(null);
    setRound((before) => before + 1);
  };
  return { why, readAgain };
}

/** A value once it has not changed for a while; the first one at once. */
function useSettled<T>(value: T, afterMs: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), afterMs);
    return () => clearTimeout(timer);
  }, [value, afterMs]);
  return settled;
}
