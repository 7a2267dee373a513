import { Eye, EyeOff, MessageSquareText } from 'lucide-react';
import { type SubmitEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HttpError } from '#lib/api/http.ts';
import { signIn } from '#store/auth.ts';
import { useAppDispatch, useAppSelector } from '#store/hooks.ts';
import { Button } from '#ui/Button.tsx';
import { TextField } from '#ui/TextField.tsx';

export function LoginPage() {
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const wasEnded = useAppSelector(({ auth }) => auth.status === 'signedOut' && auth.wasEnded);
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [isShown, setIsShown] = useState(false);
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
    passwordField.current?.select();
  };

  const explain = ({ code, message, retryAfterMs }: HttpError): string => {
    if (code === 'NOT_AUTHENTICATED') return t('signIn.wrong');
    if (code === 'RATE_LIMITED') return t('signIn.tooMany', { minutes: Math.ceil((retryAfterMs ?? 60_000) / 60_000) });
    return code === 'UNREACHABLE' ? t('signIn.unreachable') : message;
  };

  const notice = error ?? (wasEnded ? t('signIn.ended') : null);
  return (
    <main className="flex h-window items-center justify-center overflow-y-auto bg-ground p-4">
      <form
        onSubmit={(event) => void submit(event)}
        aria-labelledby="sign-in-title"
        className="flex w-full max-w-sm flex-col gap-5 rounded-2xl bg-surface p-8 shadow-raised"
      >
        <header className="flex flex-col items-center gap-1 text-center">
          <span className="mb-3 inline-flex size-14 items-center justify-center rounded-full bg-accent text-on-accent">
            <MessageSquareText aria-hidden="true" size={28} />
          </span>
          <h1 id="sign-in-title" className="font-semibold text-[1.5rem] leading-8">
            {t('signIn.title')}
          </h1>
          <p className="text-muted">{t('signIn.subtitle')}</p>
        </header>
        {notice === null ? null : (
          <p
            role="alert"
            className={`rounded-lg px-3 py-2 text-preview ${error === null ? 'bg-notice-surface text-notice' : 'bg-error-surface text-error'}`}
          >
            {notice}
          </p>
        )}
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
        <div className="relative">
          <TextField
            ref={passwordField}
            label={t('signIn.password')}
            type={isShown ? 'text' : 'password'}
            name="password"
            autoComplete="current-password"
            required
            className="pr-12"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
          <button
            type="button"
            aria-label={isShown ? t('signIn.hidePassword') : t('signIn.showPassword')}
            aria-pressed={isShown}
            onClick={() => setIsShown(!isShown)}
            className="absolute right-1 bottom-0.5 inline-flex size-10 items-center justify-center rounded-lg text-muted hover:text-text"
          >
            {isShown ? <EyeOff aria-hidden="true" size={20} /> : <Eye aria-hidden="true" size={20} />}
          </button>
        </div>
        <Button type="submit" look="primary" isBusy={isBusy} className="min-h-11">
          {t('signIn.submit')}
        </Button>
      </form>
    </main>
  );
}
