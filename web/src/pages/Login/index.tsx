import { type SubmitEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useSignUpOption } from '#hooks/useSignUpOption.ts';
import type { HttpError } from '#lib/api/http.ts';
import { signIn } from '#store/auth.ts';
import { useAppDispatch, useAppSelector } from '#store/hooks.ts';
import { Button } from '#ui/Button.tsx';
import { EntryCard } from '#ui/EntryCard.tsx';
import { Notice } from '#ui/Notice.tsx';
import { PasswordField } from '#ui/PasswordField.tsx';
import { TextField } from '#ui/TextField.tsx';

export function LoginPage() {
  const { t } = useTranslation();
  const option = useSignUpOption();
  return (
    <EntryCard
      title={t('signIn.title')}
      subtitle={t('signIn.subtitle')}
      footer={option === 'open' ? <ToSignUp /> : null}
    >
      <SignInForm />
    </EntryCard>
  );
}

function ToSignUp() {
  const { t } = useTranslation();
  return (
    <p className="text-muted text-preview">
      {t('signIn.newHere')}{' '}
      <Link to="/signup" className="inline-flex min-h-11 items-center font-medium text-accent-text hover:underline">
        {t('signIn.toSignUp')}
      </Link>
    </p>
  );
}

function SignInForm() {
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const wasEnded = useAppSelector(({ auth }) => auth.status === 'signedOut' && auth.wasEnded);
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const passwordField = useRef<HTMLInputElement>(null);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isBusy) return;
    setIsBusy(true);
    setError(null);
    const refusal = await dispatch(signIn({ email, password }));
    setIsBusy(false);
    if (refusal === null) return;
    setError(explain(refusal));
    passwordField.current?.focus();
    passwordField.current?.select();
  };

  const explain = ({ code, message, retryAfterMs }: HttpError): string => {
    if (code === 'NOT_AUTHENTICATED') return t('signIn.wrong');
    if (code === 'RATE_LIMITED') return t('signIn.tooMany', { minutes: Math.ceil((retryAfterMs ?? 60_000) / 60_000) });
    return code === 'UNREACHABLE' ? t('signIn.unreachable') : message;
  };

  const notice = error ?? (wasEnded ? t('signIn.ended') : null);
  return (
    <form onSubmit={(event) => void submit(event)} aria-label={t('signIn.title')} className="flex flex-col gap-5">
      {notice === null ? null : <Notice look={error === null ? 'notice' : 'error'}>{notice}</Notice>}
      <TextField
        label={t('signIn.email')}
        type="email"
        name="email"
        autoComplete="username"
        required
        autoFocus
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <PasswordField
        ref={passwordField}
        label={t('signIn.password')}
        name="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        showLabel={t('signIn.showPassword')}
        hideLabel={t('signIn.hidePassword')}
      />
      <Button type="submit" look="primary" isBusy={isBusy} className="min-h-11">
        {t('signIn.submit')}
      </Button>
    </form>
  );
}
