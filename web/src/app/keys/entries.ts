import type { Conversation } from '@erp-whatsapp/shared/conversation';
import { Activity, LogOut, type LucideIcon, MessageSquareText, Palette, Phone, Smartphone, Zap } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { usePhoneFormat } from '#lib/formatting/phone.ts';
import { changeSettings } from '#lib/settings.ts';
import { readRegistered, runShortcut, type ShortcutId, shortcuts } from '#lib/shortcuts.ts';
import { useDisplayName } from '#pages/Chat/useDisplayName.ts';
import { areas } from '#pages/Settings/areas.ts';
import { signOut } from '#store/auth.ts';
import { useAppDispatch, useAppSelector } from '#store/hooks.ts';

/** A line of the palette. */
export type Entry = {
  /** The same every time, to know it again among the recently used. */
  id: string;
  label: string;
  /** What else it is found by, and what stands at its end. */
  note: string;
  keys: string | null;
  /** What stands before it: a sign, or a customer's picture. */
  icon: LucideIcon | { customerId: string };
  run: () => void;
};

const plain = { note: '', keys: null } as const;
const themes = ['system', 'light', 'dark'] as const;
/** What only its key is for, and what stands among the places. */
const notListed = new Set<ShortcutId>(['palette', 'settings', 'back', 'nextRow', 'previousRow']);

/** What can be done here and now: what the page answers, where one can go, how it looks, signing out. */
export function useActions(): { actions: Entry[]; places: Entry[] } {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const dispatch = useAppDispatch();
  const isAdmin = useAppSelector(({ auth }) => auth.status === 'signedIn' && auth.user.role === 'admin');
  const hasPhone = useAppSelector(
    ({ auth }) => isAdmin && auth.status === 'signedIn' && auth.whatsappNetwork === 'simulator',
  );
  const registered = readRegistered()
    .filter((id) => !notListed.has(id))
    .map((id): Entry => {
      return { ...plain, id, label: t(`actions.${id}`), keys: shortcuts[id], icon: Zap, run: () => runShortcut(id) };
    });
  const looks = themes.map((theme): Entry => {
    const label = t('palette.theme', { theme: t(`account.${theme}`) });
    return { ...plain, id: `theme:${theme}`, label, icon: Palette, run: () => changeSettings({ theme }) };
  });
  const signingOut: Entry = {
    ...plain,
    id: 'signOut',
    label: t('account.signOut'),
    icon: LogOut,
    run: () => void dispatch(signOut()),
  };
  const toPlace = (path: string, entry: Pick<Entry, 'label' | 'icon'>): Entry => {
    return { ...plain, id: path, ...entry, run: () => navigate(path) };
  };
  const settings = areas
    .filter(({ isForAdmins }) => isAdmin || !isForAdmins)
    .map(({ name, path, icon }): Entry => {
      const label = t(`settings.${name}.title`);
      return { ...toPlace(`/settings/${path}`, { label, icon }), note: t('settings.title') };
    });
  const actions = [...registered, ...looks, signingOut];
  const places = [
    toPlace('/chat', { label: t('app.chats'), icon: MessageSquareText }),
    ...(isAdmin ? [toPlace('/channels', { label: t('app.numbers'), icon: Phone })] : []),
    ...(isAdmin ? [toPlace('/live', { label: t('app.live'), icon: Activity })] : []),
    ...(hasPhone ? [toPlace('/phone', { label: t('app.phone'), icon: Smartphone })] : []),
    ...settings,
  ];
  return { actions, places };
}

/** Opens a conversation by its customer's name or number. */
export function useToEntry(): (conversation: Conversation) => Entry {
  const [, navigate] = useLocation();
  const toDisplayName = useDisplayName();
  const formatPhone = usePhoneFormat();
  return (conversation) => {
    const label = toDisplayName(conversation);
    const number = formatPhone(conversation.mobileNo);
    return {
      id: `/chat/${conversation.id}`,
      label,
      note: number === label ? '' : number,
      keys: null,
      icon: { customerId: conversation.customerId },
      run: () => navigate(`/chat/${conversation.id}`),
    };
  };
}
