import { Menu } from '@base-ui/react/menu';
import type { User } from '@erp-whatsapp/shared/user';
import { Check, LogOut, Settings as SettingsIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useSettings } from '#hooks/useSettings.ts';
import { changeSettings, type Settings } from '#lib/settings.ts';
import { signOut } from '#store/auth.ts';
import { useAppDispatch } from '#store/hooks.ts';
import { Avatar } from '#ui/Avatar.tsx';
import { accountButtonLook } from './accountButtonLook.ts';

const themes: readonly Settings['theme'][] = ['system', 'light', 'dark'];
const itemLook =
  'flex min-h-10 pointer-coarse:min-h-11 cursor-default select-none items-center gap-3 rounded-lg px-3 outline-none data-highlighted:bg-hover';

/** Who is signed in, how it looks, and the way out. Comes when it is first opened, so it is open from the start. */
export function AccountMenu({ user, isInSettings }: { user: User; isInSettings: boolean }) {
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const { theme } = useSettings();
  const choose = (choice: Settings['theme']) => changeSettings({ theme: choice });
  return (
    <Menu.Root defaultOpen>
      <Menu.Trigger
        aria-label={t('account.menu')}
        title={t('account.menu')}
        className={`${accountButtonLook} ${isInSettings ? 'bg-selected' : ''}`}
      >
        <Avatar id={user.id} name={user.name} size={32} />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner side="top" align="start" sideOffset={8} className="z-50">
          <Menu.Popup className="w-64 animate-appear rounded-xl border border-line bg-surface p-1.5 text-preview text-text shadow-raised outline-none">
            <div className="px-3 pt-2 pb-3">
              <div className="truncate font-medium text-name">{user.name}</div>
              <div className="truncate text-muted">{user.email}</div>
              <div className="text-muted">{t(`account.${user.role}`)}</div>
            </div>
            <Menu.Separator className="mx-1.5 h-px bg-line" />
            <Menu.LinkItem closeOnClick render={<Link to="/settings" />} className={`${itemLook} my-1`}>
              <SettingsIcon aria-hidden="true" size={18} className="w-5" />
              {t('account.settings')}
            </Menu.LinkItem>
            <Menu.Separator className="mx-1.5 h-px bg-line" />
            <Menu.RadioGroup value={theme} onValueChange={choose} className="py-1">
              <div className="px-3 pt-2 pb-1 font-medium text-muted text-time">{t('account.theme')}</div>
              {themes.map((choice) => (
                <Menu.RadioItem key={choice} value={choice} closeOnClick={false} className={itemLook}>
                  <span className="inline-flex w-5">
                    <Menu.RadioItemIndicator>
                      <Check aria-hidden="true" size={18} />
                    </Menu.RadioItemIndicator>
                  </span>
                  {t(`account.${choice}`)}
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
            <Menu.Separator className="mx-1.5 h-px bg-line" />
            <Menu.Item onClick={() => void dispatch(signOut())} className={`${itemLook} mt-1`}>
              <LogOut aria-hidden="true" size={18} className="w-5" />
              {t('account.signOut')}
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
