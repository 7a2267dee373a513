import { readPhone } from '@erp-whatsapp/shared/phone';
import { type SubmitEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '#hooks/useAct.ts';
import { Button } from '#ui/Button.tsx';
import { Notice } from '#ui/Notice.tsx';
import { TextField } from '#ui/TextField.tsx';

type PairingFormProps = {
  /** The number that is to be linked, where it is known. */
  phoneNumber: string | null;
  /** Rejects with an `HttpError`, which is shown. */
  onRequest: (phoneNumber: string) => Promise<void>;
  onCancel: () => void;
};

/** Asks which phone the code is for: WhatsApp makes one for a number. */
export function PairingForm({ phoneNumber, onRequest, onCancel }: PairingFormProps) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  const [number, setNumber] = useState(phoneNumber ?? '');
  const [isWrong, setIsWrong] = useState(false);
  const { isBusy, refusal, act } = useAct();
  useEffect(() => field.current?.focus(), []);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isBusy) return;
    const read = readPhone(number);
    setIsWrong(read === null);
    if (read === null) field.current?.focus();
    else await act(() => onRequest(read));
  };

  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
      <TextField
        ref={field}
        label={t('channels.link.number')}
        type="tel"
        inputMode="tel"
        autoComplete="off"
        placeholder={t('newChat.placeholder')}
        hint={t('channels.link.numberHint')}
        error={isWrong ? t('newChat.invalid') : null}
        value={number}
        onChange={(event) => {
          setNumber(event.target.value);
          setIsWrong(false);
        }}
      />
      {refusal === null ? null : <Notice look="error">{refusal}</Notice>}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="primary" isBusy={isBusy}>
          {t('channels.link.getCode')}
        </Button>
        <Button onClick={onCancel}>{t('app.cancel')}</Button>
      </div>
    </form>
  );
}
