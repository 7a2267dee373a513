import type { ManagedUser } from '@erp-whatsapp/shared/user';
import { KeyRound, ShieldCheck, UserRound, UserRoundCheck, UserRoundX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useAct } from '#hooks/useAct.ts';
import { formatAgo } from '#lib/formatting/ago.ts';
import { formatExact } from '#lib/formatting/time.ts';
import { ActionMenu } from '#ui/ActionMenu.tsx';
import { Avatar } from '#ui/Avatar.tsx';
import { Chip } from '#ui/Chip.tsx';
import type { MenuAction } from '#ui/MenuItems.tsx';
import { Notice } from '#ui/Notice.tsx';
import type { PersonQuestion } from './QuestionDialog.tsx';

type PersonRowProps = {
  person: ManagedUser;
  isSelf: boolean;
  onAsk: (what: PersonQuestion['what']) => void;
  /** Rejects with an `HttpError`, which is shown. */
  onActivate: () => Promise<void>;
};

/** Somebody of the team, with what can be done about them. Oneself is changed in one's profile. */
export function PersonRow({ person, isSelf, onAsk, onActivate }: PersonRowProps) {
  const { t } = useTranslation();
  const { refusal, act } = useAct();
  const { id, name, email, role, active } = person;
  const isAdmin = role === 'admin';
  const actions: MenuAction[] = [
    {
      label: t(isAdmin ? 'settings.team.makeAgent' : 'settings.team.makeAdmin'),
      icon: isAdmin ? UserRound : ShieldCheck,
      onChoose: () => onAsk('role'),
    },
    { label: t('settings.team.resetPassword'), icon: KeyRound, onChoose: () => onAsk('password') },
    active
      ? {
          label: t('settings.team.deactivate'),
          icon: UserRoundX,
          isDanger: true,
          onChoose: () => onAsk('deactivate'),
        }
      : { label: t('settings.team.activate'), icon: UserRoundCheck, onChoose: () => void act(onActivate) },
  ];
  return (
    <li className="py-2">
      <div className="flex min-h-16 items-center gap-3 wide:gap-4">
        <span className={active ? '' : 'opacity-50'}>
          <Avatar id={id} name={name} size={40} />
        </span>
        <div className="min-w-0 flex-1">
          <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span dir="auto" className="min-w-0 font-medium text-name wrap-anywhere">
              {name}
            </span>
            {isSelf ? <span className="text-muted text-preview">({t('settings.team.you')})</span> : null}
            <Chip>{t(`settings.roles.${role}`)}</Chip>
            {active ? null : <Chip look="notice">{t('settings.team.inactive')}</Chip>}
          </div>
          <p className="text-muted text-preview wrap-anywhere">{email}</p>
          {isSelf ? null : <Seen at={person.lastSeenAt} />}
        </div>
        {isSelf ? (
          <Link
            to="/settings/profile"
            className="inline-flex min-h-11 shrink-0 items-center rounded-lg px-3 font-medium text-accent-text text-preview hover:bg-hover"
          >
            {t('settings.team.ownProfile')}
          </Link>
        ) : (
          <ActionMenu label={t('settings.team.actions', { name })} actions={actions} />
        )}
      </div>
      {refusal === null ? null : <Notice look="error">{refusal}</Notice>}
    </li>
  );
}

function Seen({ at }: { at: string | null }) {
  const { t } = useTranslation();
  if (at === null) return <p className="text-muted text-preview">{t('settings.team.neverSeen')}</p>;
  return (
    <p title={formatExact(at)} className="text-muted text-preview">
      {t('settings.team.seen', { when: formatAgo(at, Date.now()) ?? t('app.justNow') })}
    </p>
  );
}
