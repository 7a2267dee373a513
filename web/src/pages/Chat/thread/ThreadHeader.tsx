import { ArrowLeft, EllipsisVertical, Phone, Search } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { usePhoneFormat } from '#lib/formatting/phone.ts';
import { selectConversation } from '#store/conversations.ts';
import { useAppSelector } from '#store/hooks.ts';
import type { Typist } from '#store/slices/typing.ts';
import { Avatar } from '#ui/Avatar.tsx';
import { Guard } from '#ui/Guard.tsx';
import { IconButton } from '#ui/IconButton.tsx';
import type { ContactPanelControl } from '../contact/useContactPanel.ts';
import { useChannelId } from '../useChannelId.ts';
import { useNumberName } from '../useNumberName.ts';

const loadMenu = () => import('./ConversationMenu.tsx');
/** What does not come now is asked for again by the click. */
const loadAhead = () => void loadMenu().catch(() => undefined);
const ConversationMenu = lazy(async () => ({ default: (await loadMenu()).ConversationMenu }));

type ThreadHeaderProps = {
  threadKey: string;
  name: string;
  /** `null` for a number that is nobody's yet. */
  contact: ContactPanelControl | null;
  /** Opens the search; `null` where there is nothing to search in. */
  onSearch: (() => void) | null;
};

/** Who it is, with the way to what is known of them, and whether somebody is typing. */
export function ThreadHeader({ threadKey, name, contact, onSearch }: ThreadHeaderProps) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const formatPhone = usePhoneFormat();
  const conversation = useAppSelector((state) => selectConversation(state, threadKey));
  const typists = useAppSelector((state) => state.typing[threadKey]);
  const number = conversation?.mobileNo ? formatPhone(conversation.mobileNo) : '';
  const subtitle = number === name ? '' : number;
  const answering = useNumberName(useChannelId(threadKey));
  const typing = typists === undefined ? null : describeTyping(typists);
  const said = typing ?? subtitle;

  function describeTyping(who: readonly Typist[]): string {
    if (who.length > 1) return t('thread.typingMany');
    return t('thread.typing', { name: who[0]?.name ?? name });
  }

  return (
    <header className="flex h-15 shrink-0 items-center gap-3 border-line border-b bg-surface px-2 wide:px-4">
      <span className="wide:hidden">
        <IconButton icon={ArrowLeft} label={t('thread.back')} onClick={() => navigate('/chat')} />
      </span>
      <div className="relative flex h-full min-w-0 flex-1 items-center gap-3">
        {/* Until it is known whose conversation it is, its place. */}
        {name === '' ? (
          <span className="size-10 shrink-0" />
        ) : (
          <Avatar id={conversation?.customerId ?? threadKey} name={name} size={40} />
        )}
        <div className="min-w-0 flex-1">
          <h1 dir="auto" className="truncate text-as-around font-medium text-name">
            {contact === null || name === '' ? name : <ContactButton name={name} contact={contact} />}
          </h1>
          {said === '' && answering === null ? null : (
            <p className="flex min-w-0 gap-2 text-time">
              {said === '' ? null : (
                <span
                  dir="auto"
                  // Where both don't fit, who answers is what can't be seen elsewhere.
                  className={`truncate text-as-around ${typing === null ? 'text-muted' : 'text-accent-text'} ${answering !== null && typing === null ? 'max-[24rem]:hidden' : ''}`}
                >
                  {said}
                </span>
              )}
              {answering === null ? null : <Answering name={answering} />}
            </p>
          )}
        </div>
      </div>
      {onSearch === null ? null : <IconButton icon={Search} label={t('thread.search')} onClick={onSearch} />}
      {conversation === undefined ? null : <MenuButton threadKey={threadKey} />}
    </header>
  );
}

/** Which of the business's numbers the customer writes to, and is answered by. */
function Answering({ name }: { name: string }) {
  const { t } = useTranslation();
  const said = t('thread.answers', { number: name });
  return (
    <span title={said} className="inline-flex min-w-0 max-w-3/5 shrink-0 items-center gap-1 text-muted">
      <span className="sr-only">{said}</span>
      <Phone aria-hidden="true" size={12} className="shrink-0" />
      <span aria-hidden="true" dir="auto" className="truncate">
        {name}
      </span>
    </span>
  );
}

/** What the menu is made of is fetched when somebody reaches for it. */
function MenuButton({ threadKey }: { threadKey: string }) {
  const { t } = useTranslation();
  const [wasOpened, setWasOpened] = useState(false);
  const button = (
    <IconButton
      icon={EllipsisVertical}
      label={t('rows.menu')}
      aria-haspopup="menu"
      onPointerEnter={loadAhead}
      onFocus={loadAhead}
      onClick={() => setWasOpened(true)}
    />
  );
  if (!wasOpened) return button;
  return (
    <Guard place="over" onDismiss={() => setWasOpened(false)}>
      <Suspense fallback={button}>
        <ConversationMenu threadKey={threadKey} />
      </Suspense>
    </Guard>
  );
}

/** The name; a click on anything beside it counts too. */
function ContactButton({ name, contact }: { name: string; contact: ContactPanelControl }) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      aria-expanded={contact.isOpen}
      aria-controls="contact-panel"
      title={t('thread.contact')}
      onClick={contact.toggle}
      className="max-w-full truncate rounded-sm text-as-around after:absolute after:inset-0"
    >
      {name}
    </button>
  );
}
