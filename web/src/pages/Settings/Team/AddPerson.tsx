import { type ManagedUser, type NewUser, newPerson, type Role } from '@erp-whatsapp/shared/user';
import { type SubmitEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '#hooks/useAct.ts';
import { checkName } from '#lib/checkName.ts';
import { makePassword } from '#lib/passwords.ts';
import { Button } from '#ui/Button.tsx';
import { Dialog } from '#ui/Dialog.tsx';
import { Notice } from '#ui/Notice.tsx';
import { TextField } from '#ui/TextField.tsx';
import { RoleChoice } from '../RoleChoice.tsx';
import { PassOn } from './PassOn.tsx';

type AddPersonProps = {
  /** Rejects with an `HttpError`, which is shown. */
  onAdd: (person: NewUser) => Promise<ManagedUser>;
  onClose: () => void;
};

/** Adds somebody, then shows what they sign in with. */
export function AddPerson({ onAdd, onClose }: AddPersonProps) {
  const { t } = useTranslation();
  const [made, setMade] = useState<{ person: ManagedUser; password: string } | null>(null);
  const nameField = useRef<HTMLInputElement>(null);
  const title = made === null ? t('settings.team.addTitle') : t('settings.team.passOn', { name: made.person.name });
  return (
    <Dialog
      title={title}
      closeLabel={t('app.close')}
      onClose={onClose}
      initialFocus={nameField}
      isPinned={made !== null}
    >
      {made === null ? (
        <PersonForm
          nameField={nameField}
          onAdd={async (wanted) => setMade({ person: await onAdd(wanted), password: wanted.password })}
        />
      ) : (
        <PassOn email={made.person.email} password={made.password} onDone={onClose} />
      )}
    </Dialog>
  );
}

type PersonFormProps = { nameField: { current: HTMLInputElement | null }; onAdd: (person: NewUser) => Promise<void> };

function PersonForm({ nameField, onAdd }: PersonFormProps) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('agent');
  const [isTried, setIsTried] = useState(false);
  const emailField = useRef<HTMLInputElement>(null);
  const { isBusy, refusal, act } = useAct();

  const wrongName = checkName(name);
  const wrongEmail = newPerson.email.safeParse(email).success ? null : t('form.emailInvalid');

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isBusy) return;
    setIsTried(true);
    if (wrongName !== null || wrongEmail !== null) {
      (wrongName === null ? emailField : nameField).current?.focus();
      return;
    }
    const refused = await act(() => onAdd({ name, email, role, password: makePassword() }));
    // Somebody has the address already.
    if (refused?.code === 'CONFLICT') emailField.current?.focus();
  };

  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
      <p className="text-muted text-preview">{t('settings.team.addHint')}</p>
      <TextField
        ref={nameField}
        label={t('settings.team.name')}
        autoComplete="off"
        error={isTried ? wrongName : null}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        ref={emailField}
        label={t('settings.team.email')}
        type="email"
        autoComplete="off"
        error={isTried ? wrongEmail : null}
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <RoleChoice value={role} onChange={setRole} />
      {refusal === null ? null : <Notice look="error">{refusal}</Notice>}
      <Button type="submit" look="primary" isBusy={isBusy} className="mt-1">
        {t('settings.team.add')}
      </Button>
    </form>
  );
}
