import type { PasswordChange } from '@erp-whatsapp/shared/auth';
import type { User } from '@erp-whatsapp/shared/user';
import { Check } from 'lucide-react';
import { type SubmitEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '#hooks/useAct.ts';
import { checkNewPassword, ratePassword } from '#lib/passwords.ts';
import { Button } from '#ui/Button.tsx';
import { Notice } from '#ui/Notice.tsx';
import { PasswordField } from '#ui/PasswordField.tsx';
import { StrengthMeter } from '#ui/StrengthMeter.tsx';

type PasswordFormProps = {
  user: User;
  /** Rejects with an `HttpError`, which is shown. */
  onChange: (change: PasswordChange) => Promise<void>;
  onChanged: () => void;
};

const levels = { none: 0, short: 1, weak: 1, fair: 2, strong: 3 } as const;

/** One's own new password. */
export function PasswordForm({ user, onChange, onChanged }: PasswordFormProps) {
  const { t } = useTranslation();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [isTried, setIsTried] = useState(false);
  const [isChanged, setIsChanged] = useState(false);
  const currentField = useRef<HTMLInputElement>(null);
  const nextField = useRef<HTMLInputElement>(null);
  const { isBusy, refusal, act } = useAct();

  const strength = next === '' ? 'none' : ratePassword(next, [user.name, user.email]);
  const mistake = checkNewPassword(next);
  const labels = { showLabel: t('signIn.showPassword'), hideLabel: t('signIn.hidePassword') };

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isBusy) return;
    setIsTried(true);
    setIsChanged(false);
    if (current === '' || mistake !== null) {
      (current === '' ? currentField : nextField).current?.focus();
      return;
    }
    const refused = await act(() => onChange({ current, next }));
    if (refused !== null) {
      if (refused.code === 'FORBIDDEN') {
        currentField.current?.focus();
        currentField.current?.select();
      }
      return;
    }
    setCurrent('');
    setNext('');
    setIsTried(false);
    setIsChanged(true);
    onChanged();
  };

  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
      {/* Lets password managers know whose it is. */}
      <input type="text" name="username" autoComplete="username" value={user.email} readOnly hidden />
      <PasswordField
        ref={currentField}
        label={t('settings.profile.currentPassword')}
        autoComplete="current-password"
        error={isTried && current === '' ? t('form.passwordMissing') : null}
        value={current}
        onChange={(event) => setCurrent(event.target.value)}
        {...labels}
      />
      <div className="flex flex-col gap-2">
        <PasswordField
          ref={nextField}
          label={t('settings.profile.newPassword')}
          autoComplete="new-password"
          error={isTried && mistake !== null ? t(mistake) : null}
          value={next}
          onChange={(event) => {
            setNext(event.target.value);
            setIsChanged(false);
          }}
          {...labels}
        />
        <StrengthMeter level={levels[strength]} label={t(`form.strength.${strength}`)} />
      </div>
      {refusal === null ? null : <Notice look="error">{refusal}</Notice>}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button type="submit" look="primary" isBusy={isBusy}>
          {t('settings.profile.changePassword')}
        </Button>
        <span role="status" className="inline-flex items-center gap-1.5 text-accent-text text-preview">
          {isChanged ? (
            <>
              <Check aria-hidden="true" size={18} className="shrink-0" />
              {t('settings.profile.passwordChanged')}
            </>
          ) : null}
        </span>
      </div>
    </form>
  );
}
