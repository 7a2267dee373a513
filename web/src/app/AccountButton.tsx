import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMatch } from 'react-router-dom';
import { followTheme } from '#lib/theme.ts';
import { useAppSelector } from '#store/hooks.ts';
import { Avatar } from '#ui/Avatar.tsx';
import { accountButtonLook } from './accountButtonLook.ts';

const loadMenu = () => import('./AccountMenu.tsx');
const AccountMenu = lazy(async () => ({ default: (await loadMenu()).AccountMenu }));

/** Opens the account's menu. What the menu is made of is fetched when somebody reaches for it. */
export function AccountButton() {
  const { t } = useTranslation();
  const user = useAppSelector(({ auth }) => (auth.status === 'signedIn' ? auth.user : null));
  const [wasOpened, setWasOpened] = useState(false);
  useEffect(() => followTheme(), []);
  const isInSettings = useMatch('/settings/*') !== null;
  if (user === null) return null;

  const button = (
    <button
      type="button"
      aria-label={t('account.menu')}
      aria-haspopup="menu"
      title={t('account.menu')}
      className={`${accountButtonLook} ${isInSettings ? 'bg-selected' : ''}`}
      onPointerEnter={() => void loadMenu()}
      onFocus={() => void loadMenu()}
      onClick={() => setWasOpened(true)}
    >
      <Avatar id={user.id} name={user.name} size={32} />
    </button>
  );
  if (!wasOpened) return button;
  return (
    <Suspense fallback={button}>
      <AccountMenu user={user} isInSettings={isInSettings} />
    </Suspense>
  );
}
