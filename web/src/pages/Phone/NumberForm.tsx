import { readPhone } from '@erp-whatsapp/shared/phone';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/Button.tsx';
import { TextField } from '#ui/TextField.tsx';
import { useAct } from './useAct.ts';

type NumberFormProps = {
  submitLabel: string;
  onSubmit: (made: { phoneNumber: string; name: string | null }) => Promise<void>;
};

/** Number and name of a new phone. */
export function NumberForm({ submitLabel, onSubmit }: NumberFormProps) {
  const { t } = useTranslation();
  const { isBusy, act } = useAct();
  const [number, setNumber] = useState('');
  const [name, setName] = useState('');
  const [isWrong, setIsWrong] = useState(false);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const phoneNumber = readPhone(number);
    if (phoneNumber === null) {
      setIsWrong(true);
      return;
    }
    if (!(await act(() => onSubmit({ phoneNumber, name: name.trim() || null })))) return;
    setNumber('');
    setName('');
  };

  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-3">
      <TextField
        label={t('phone.number')}
        type="tel"
        autoComplete="off"
        placeholder="+49 1511 2345678"
        error={isWrong ? t('phone.invalidNumber') : null}
        value={number}
        onChange={(event) => {
          setNumber(event.target.value);
          setIsWrong(false);
        }}
      />
      <TextField
        label={t('phone.name')}
        autoComplete="off"
        placeholder={t('phone.optional')}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Button type="submit" look="primary" isBusy={isBusy}>
        {submitLabel}
      </Button>
    </form>
  );
}
