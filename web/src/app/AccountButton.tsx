import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRoute } from 'wouter';
import { useAppSelector } from '#store/hooks.ts';
import { Avatar } from '#ui/Avatar.tsx';
import { Guard } from '#ui/Guard.tsx';
import { accountButtonLook } from './accountButtonLook.ts';

const loadMenu = () => import('./AccountMenu.tsx');
/** What does not come now is asked for again by the click. */
const loadAhead = () => void loadMenu().catch(() => undefined);
const AccountMenu = lazy(async () => ({ default: (await loadMenu()).AccountMenu }));

/** Opens the account's menu. What the menu is made of is fetched when somebody reaches for it. */
export function AccountButton() {
  const { t } = useTranslation();
  const user = useAppSelector(({ auth }) => (auth.status === 'signedIn' ? auth.user : null));
  const [wasOpened, setWasOpened] = useState(false);
  const [isInSettings] = useRoute('/settings/*?');
  if (user === null) return null;

  const button = (
    <button
      type="button"
      aria-label={t('account.menu')}
      aria-haspopup="menu"
      title={t('account.menu')}
      className={`${accountButtonLook} ${isInSettings ? 'bg-selected' : ''}`}
      onPointerEnter={loadAhead}
      onFocus={loadAhead}
      onClick={() => setWasOpened(true)}
    >
      <Avatar id={user.id} name={user.name} size={32} />
    </button>
  );
  if (!wasOpened) return button;
  return (
    <Guard place="over" onDismiss={() => setWasOpened(false)}>
      <Suspense fallback={button}>
        <AccountMenu user={user} isInSettings={isInSettings} />
      </Suspense>
    </Guard>
  );
}
