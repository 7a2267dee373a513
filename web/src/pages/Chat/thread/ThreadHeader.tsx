import { ArrowLeft } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router-dom';
import { usePhoneFormat } from '#lib/formatting/phone.ts';
import { selectConversation } from '#store/conversations.ts';
import { useAppSelector } from '#store/hooks.ts';
import type { Typist } from '#store/slices/typing.ts';
import { Avatar } from '#ui/Avatar.tsx';
import { IconButton } from '#ui/IconButton.tsx';

/** Who it is, and whether somebody is typing. */
export function ThreadHeader({ threadKey, name }: { threadKey: string; name: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const formatPhone = usePhoneFormat();
  const conversation = useAppSelector((state) => selectConversation(state, threadKey));
  const typists = useAppSelector((state) => state.typing[threadKey]);
  const number = conversation?.mobileNo ? formatPhone(conversation.mobileNo) : '';
  const subtitle = number === name ? '' : number;
  const typing = typists === undefined ? null : describeTyping(typists);

  function describeTyping(who: readonly Typist[]): string {
    if (who.length > 1) return t('thread.typingMany');
    return t('thread.typing', { name: who[0]?.name ?? name });
  }

  return (
    <header className="flex h-15 shrink-0 items-center gap-3 border-line border-b bg-surface px-2 wide:px-4">
      <span className="wide:hidden">
        <IconButton icon={ArrowLeft} label={t('thread.back')} onClick={() => void navigate('/chat')} />
      </span>
      <Avatar id={conversation?.customerId ?? threadKey} name={name} size={40} />
      <div className="min-w-0 flex-1">
        <h2 dir="auto" className="truncate font-medium text-name">
          {name}
        </h2>
        {typing === null && subtitle === '' ? null : (
          <p className={`truncate text-time ${typing === null ? 'text-muted' : 'text-accent-text'}`}>
            {typing ?? subtitle}
          </p>
        )}
      </div>
    </header>
  );
}
