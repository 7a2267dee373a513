import '#lib/zodWithoutEval.ts';
import '#lib/texts/later.ts';
import { nameSchema, newPerson } from '@erp-whatsapp/shared/user';
import { type SubmitEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { usePageTitle } from '#hooks/usePageTitle.ts';
import { useSignUpOption } from '#hooks/useSignUpOption.ts';
import { explain } from '#lib/api/explain.ts';
import type { HttpError } from '#lib/api/http.ts';
import { checkNewPassword, ratePassword } from '#lib/passwords.ts';
import { signUp } from '#store/auth.ts';
import { useAppDispatch } from '#store/hooks.ts';
import { Button } from '#ui/Button.tsx';
import { EntryCard } from '#ui/EntryCard.tsx';
import { Notice } from '#ui/Notice.tsx';
import { PasswordField } from '#ui/PasswordField.tsx';
import { StrengthMeter } from '#ui/StrengthMeter.tsx';
import { TextField } from '#ui/TextField.tsx';

const fields = ['workspaceName', 'name', 'email', 'password'] as const;
type Field = (typeof fields)[number];
type Typed = Record<Field, string>;

const levels = { none: 0, short: 1, weak: 1, fair: 2, strong: 3 } as const;

/** A new workspace with its first admin, where anybody may make one. */
export function SignUpPage() {
  const { t } = useTranslation();
  const option = useSignUpOption();
  usePageTitle(t('signUp.title'));
  const toSignIn = (
    <p className="text-muted text-preview">
      {t('signUp.haveAccount')}{' '}
      <Link to="/login" className="inline-flex min-h-11 items-center font-medium text-accent-text hover:underline">
        {t('signUp.toSignIn')}
      </Link>
    </p>
  );
  if (option === 'closed') {
    return <EntryCard title={t('signUp.closed')} subtitle={t('signUp.closedHint')} footer={toSignIn} />;
  }
  // Whether it is open the server says when asked; a form that is seen meanwhile is refused there.
  return (
    <EntryCard title={t('signUp.title')} subtitle={t('signUp.subtitle')} footer={toSignIn}>
      <SignUpForm />
    </EntryCard>
  );
}

function SignUpForm() {
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const [typed, setTyped] = useState<Typed>({ workspaceName: '', name: '', email: '', password: '' });
  const [isTried, setIsTried] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [refusal, setRefusal] = useState<HttpError | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const mistakes = findMistakes(typed);

  const focus = (field: Field) => form.current?.querySelector<HTMLInputElement>(`input[name=${field}]`)?.focus();
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isBusy) return;
    setIsTried(true);
    const wrong = fields.find((field) => mistakes[field] !== null);
    if (wrong !== undefined) {
      focus(wrong);
      return;
    }
    setIsBusy(true);
    setRefusal(null);
    const refused = await dispatch(signUp(typed));
    setIsBusy(false);
    setRefusal(refused);
    if (refused?.code === 'CONFLICT') focus('email');
  };

  const bind = (field: Field) => {
    const mistake = mistakes[field];
    return {
      name: field,
      label: t(`signUp.${field}`),
      error: isTried && mistake !== null ? t(mistake) : null,
      value: typed[field],
      onChange: (event: { target: { value: string } }) => setTyped({ ...typed, [field]: event.target.value }),
    };
  };
  const strength =
    typed.password === '' ? 'none' : ratePassword(typed.password, [typed.name, typed.email, typed.workspaceName]);

  return (
    <form ref={form} onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
      {refusal === null ? null : <Notice look="error">{explain(refusal)}</Notice>}
      <TextField {...bind('workspaceName')} autoComplete="organization" autoFocus />
      <TextField {...bind('name')} autoComplete="name" />
      <TextField {...bind('email')} type="email" autoComplete="username" />
      <div className="flex flex-col gap-2">
        <PasswordField
          {...bind('password')}
          autoComplete="new-password"
          showLabel={t('signIn.showPassword')}
          hideLabel={t('signIn.hidePassword')}
        />
        <StrengthMeter level={levels[strength]} label={t(`form.strength.${strength}`)} />
      </div>
      <Button type="submit" look="primary" isBusy={isBusy} className="mt-1 min-h-11">
        {t('signUp.submit')}
      </Button>
    </form>
  );
}

function findMistakes({ workspaceName, name, email, password }: Typed) {
  return {
    workspaceName: checkName(workspaceName),
    name: checkName(name),
    email: newPerson.email.safeParse(email).success ? null : ('form.emailInvalid' as const),
    password: checkNewPassword(password),
  };
}

function checkName(name: string): 'form.nameMissing' | 'form.nameTooLong' | null {
  if (nameSchema.safeParse(name).success) return null;
  return name.trim() === '' ? 'form.nameMissing' : 'form.nameTooLong';
}
