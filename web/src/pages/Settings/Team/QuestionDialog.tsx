import type { ManagedUser } from '@erp-whatsapp/shared/user';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { makePassword } from '#lib/passwords.ts';
import { ConfirmDialog } from '../ConfirmDialog.tsx';
import { NewPassword } from './NewPassword.tsx';

/** What an admin is about to do to somebody. */
export type PersonQuestion = { what: 'role' | 'password' | 'deactivate'; person: ManagedUser };

type QuestionDialogProps = {
  question: PersonQuestion;
  /** Each rejects with an `HttpError`, which is shown. */
  onRole: (person: ManagedUser) => Promise<void>;
  onDeactivate: (person: ManagedUser) => Promise<void>;
  onPassword: (person: ManagedUser, password: string) => Promise<void>;
  onClose: () => void;
};

/** Says what it means, and does it when that is wanted. */
export function QuestionDialog({ question: { what, person }, onClose, ...on }: QuestionDialogProps) {
  const { t } = useTranslation();
  const [password, setPassword] = useState<string | null>(null);
  const { name } = person;
  const signsInAgain = <p>{t('settings.team.signsInAgain', { name })}</p>;
  const then = (done: Promise<void>) => done.then(onClose);

  switch (what) {
    case 'role': {
      const next = person.role === 'admin' ? 'Agent' : 'Admin';
      return (
        <ConfirmDialog
          title={t(`settings.team.make${next}Ask`, { name })}
          confirmLabel={t(`settings.team.make${next}`)}
          onConfirm={() => then(on.onRole(person))}
          onClose={onClose}
        >
          <p>{t(`settings.team.make${next}Hint`)}</p>
          {signsInAgain}
        </ConfirmDialog>
      );
    }
    case 'deactivate':
      return (
        <ConfirmDialog
          title={t('settings.team.deactivateAsk', { name })}
          confirmLabel={t('settings.team.deactivate')}
          isDanger
          onConfirm={() => then(on.onDeactivate(person))}
          onClose={onClose}
        >
          <p>{t('settings.team.deactivateHint', { name })}</p>
        </ConfirmDialog>
      );
    case 'password':
      if (password !== null) return <NewPassword person={person} password={password} onClose={onClose} />;
      return (
        <ConfirmDialog
          title={t('settings.team.resetAsk', { name })}
          confirmLabel={t('settings.team.resetConfirm')}
          onConfirm={async () => {
            const made = makePassword();
            await on.onPassword(person, made);
            setPassword(made);
          }}
          onClose={onClose}
        >
          <p>{t('settings.team.resetHint')}</p>
          {signsInAgain}
        </ConfirmDialog>
      );
  }
}
