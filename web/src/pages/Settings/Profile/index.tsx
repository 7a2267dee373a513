import { useTranslation } from 'react-i18next';
import { useLoaded } from '#hooks/useLoaded.ts';
import { useSocket } from '#providers/socket-provider.tsx';
import { renameSelf } from '#store/auth.ts';
import { useAppDispatch, useAppSelector } from '#store/hooks.ts';
import { Section } from '#ui/Section.tsx';
import { RenameForm } from '../RenameForm.tsx';
import { SettingsFrame } from '../SettingsFrame.tsx';
import { PasswordForm } from './PasswordForm.tsx';
import { useProfileCalls } from './profileCalls.ts';
import { Sessions } from './Sessions.tsx';

/** One's own account: what every member has. */
export function ProfilePage() {
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const calls = useProfileCalls();
  const { introduce } = useSocket();
  const sessions = useLoaded(calls.sessions);
  const user = useAppSelector(({ auth }) => (auth.status === 'signedIn' ? auth.user : null));
  if (user === null) return null;

  const rename = async (name: string) => {
    const refusal = await dispatch(renameSelf(name));
    if (refusal !== null) throw refusal;
    // What is written from now on shall bear it.
    introduce();
  };

  return (
    <SettingsFrame title={t('settings.profile.title')} intro={t('settings.profile.intro')}>
      <Section title={t('settings.profile.you')}>
        <div className="flex flex-col gap-5">
          <dl className="grid gap-x-8 gap-y-3 text-preview sm:grid-cols-2">
            <div>
              <dt className="text-muted">{t('settings.profile.email')}</dt>
              <dd className="text-name wrap-anywhere">{user.email}</dd>
              <dd className="text-muted">{t('settings.profile.emailHint')}</dd>
            </div>
            <div>
              <dt className="text-muted">{t('settings.roleLabel')}</dt>
              <dd className="text-name">{t(`settings.roles.${user.role}`)}</dd>
              <dd className="text-muted">{t(`settings.roles.${user.role}Can`)}</dd>
            </div>
          </dl>
          <RenameForm
            label={t('settings.profile.name')}
            hint={t('settings.profile.nameHint')}
            name={user.name}
            autoComplete="name"
            onRename={rename}
          />
        </div>
      </Section>
      <Section title={t('settings.profile.password')} intro={t('settings.profile.changePasswordHint')}>
        <PasswordForm user={user} onChange={calls.changePassword} onChanged={sessions.reload} />
      </Section>
      <Sessions {...sessions} onEnd={calls.endSession} />
    </SettingsFrame>
  );
}
