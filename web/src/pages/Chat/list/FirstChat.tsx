import '#lib/texts/later.ts';
import { useTranslation } from 'react-i18next';
import { usePhoneFormat } from '#lib/formatting/phone.ts';
import { useAppSelector } from '#store/hooks.ts';
import { Button } from '#ui/Button.tsx';
import { PhoneLink } from '#ui/PhoneLink.tsx';

/** What there is to see before there is a conversation: how the first one comes. */
export function FirstChat({ onNewChat }: { onNewChat: () => void }) {
  const { t } = useTranslation();
  const formatPhone = usePhoneFormat();
  const number = useAppSelector(({ channels }) => channels.status?.phoneNumber ?? null);
  const canPlay = useAppSelector(
    ({ auth }) => auth.status === 'signedIn' && auth.user.role === 'admin' && auth.whatsappNetwork === 'simulator',
  );
  return (
    <div className="flex min-h-0 flex-1 flex-col items-center overflow-y-auto p-8 text-center">
      <div className="my-auto flex flex-col items-center gap-2">
        <p className="font-medium">{t('firstChat.title')}</p>
        <p className="text-muted text-preview">
          {number === null ? t('firstChat.hintNoNumber') : t('firstChat.hint', { number: toLtr(formatPhone(number)) })}
        </p>
        <Button look="primary" className="mt-3" onClick={onNewChat}>
          {t('list.newChat')}
        </Button>
        {canPlay ? (
          <div className="mt-6 rounded-xl border border-line bg-sunken p-4 text-preview">
            <p>{t('firstChat.simulated')}</p>
            <div className="mt-2">
              <PhoneLink>{t('firstChat.toPhone')}</PhoneLink>
            </div>
          </div>
        ) : null}
      </div>
    </div>
  );
}

/** A number within a text stays in one piece and runs left to right. */
function toLtr(number: string): string {
  return `\u2066${number.replaceAll(' ', '\u00a0')}\u2069`;
}
