import { type ContactCard, maxContactNameLength } from '@erp-whatsapp/shared/contact';
import { Pencil } from 'lucide-react';
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { saveCard } from '#store/contactCards.ts';
import { useAppDispatch } from '#store/hooks.ts';
import { IconButton } from '#ui/IconButton.tsx';
import { useDisplayName } from '../useDisplayName.ts';
import { sayWhy } from './sayWhy.ts';
import type { Party } from './useParty.ts';

type ContactNameProps = {
  party: Party;
  /** `undefined` until it is read. */
  card: ContactCard | undefined;
  isReachable: boolean;
};

/** The name, which can be replaced by one of our own; and WhatsApp's, where that is another one. */
export function ContactName({ party, card, isReachable }: ContactNameProps) {
  const { t } = useTranslation();
  const toDisplayName = useDisplayName();
  const pencil = useRef<HTMLButtonElement>(null);
  const [isEditing, setIsEditing] = useState(false);
  const name = toDisplayName(card ?? party);

  const isFieldShown = isEditing && card !== undefined;
  const wasFieldShown = useRef(isFieldShown);

  useLayoutEffect(() => {
    // The field took the focus along; whoever went elsewhere by themselves stays there.
    if (wasFieldShown.current && !isFieldShown && document.activeElement === document.body) pencil.current?.focus();
    wasFieldShown.current = isFieldShown;
  }, [isFieldShown]);

  if (isFieldShown) return <NameField card={card} onEnd={() => setIsEditing(false)} />;
  const otherName = card?.whatsappName === card?.name ? null : (card?.whatsappName ?? null);
  return (
    <>
      <div className="mt-3 flex min-h-10 max-w-full items-center gap-1 ps-11">
        <p dir="auto" className="min-w-0 font-medium text-[1.25rem] leading-7 [overflow-wrap:anywhere]">
          {name}
        </p>
        <IconButton
          ref={pencil}
          icon={Pencil}
          label={t('contact.rename')}
          disabled={!isReachable || card === undefined}
          onClick={() => setIsEditing(true)}
        />
      </div>
      {otherName === null ? null : (
        <p className="text-muted text-preview [overflow-wrap:anywhere]">
          {t('contact.onWhatsApp', { name: otherName })}
        </p>
      )}
    </>
  );
}

/** Enter and leaving it save, Escape does not. What was typed stays while it can't be saved. */
function NameField({ card, onEnd }: { card: ContactCard; onEnd: () => void }) {
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const toDisplayName = useDisplayName();
  const [typed, setTyped] = useState(card.givenName ?? card.whatsappName ?? '');
  const [why, setWhy] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const isSaving = useRef(false);
  const fallback = toDisplayName({ name: card.whatsappName ?? '', mobileNo: card.mobileNo });

  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);

  const save = async () => {
    if (isSaving.current) return;
    const name = typed.trim();
    // WhatsApp's name is no name of ours, unless somebody wants it to stay.
    const isSame = name === (card.givenName ?? card.whatsappName ?? '');
    if (isSame) {
      onEnd();
      return;
    }
    isSaving.current = true;
    const answer = await dispatch(saveCard({ contactId: card.id, name }));
    isSaving.current = false;
    if (answer.success) onEnd();
    else setWhy(sayWhy(answer));
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter') void save();
    else if (event.key === 'Escape') {
      isSaving.current = true;
      onEnd();
    } else return;
    event.preventDefault();
  };

  return (
    <div className="mt-3 w-full">
      <input
        aria-label={t('contact.name')}
        aria-invalid={why === null ? undefined : true}
        aria-describedby="contact-name-note"
        dir="auto"
        autoComplete="off"
        ref={field}
        maxLength={maxContactNameLength}
        placeholder={fallback}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={() => void save()}
        onKeyDown={onKeyDown}
        className="h-10 w-full rounded-lg border border-field-line bg-surface px-3 text-center text-[1.25rem] leading-7 placeholder:text-muted"
      />
      <p
        id="contact-name-note"
        role={why === null ? undefined : 'alert'}
        className={`mt-1 text-preview ${why === null ? 'text-muted' : 'text-error'}`}
      >
        {why === null ? t('contact.nameHint') : t('contact.notRenamed', { why })}
      </p>
    </div>
  );
}
