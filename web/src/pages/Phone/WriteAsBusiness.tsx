import { type SubmitEvent, useState } from 'react';
import toast from 'react-hot-toast';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/Button.tsx';
import { TextField } from '#ui/TextField.tsx';
import { useSimulator } from './simulator.ts';
import { useAct } from './useAct.ts';

/** Writes on the business's own phone, past the console. */
export function WriteAsBusiness({ phoneNumber }: { phoneNumber: string }) {
  const { t } = useTranslation();
  const simulator = useSimulator();
  const { isBusy, act } = useAct();
  const [to, setTo] = useState('');
  const [text, setText] = useState('');

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!(await act(() => simulator.writeAsBusiness(phoneNumber, { to, text })))) return;
    setText('');
    toast.success(t('phone.sent'));
  };

  return (
    <form onSubmit={(event) => void submit(event)} aria-label={t('phone.writeAs')} className="flex flex-col gap-3">
      <h2 className="font-medium">{t('phone.writeAs')}</h2>
      <TextField
        label={t('phone.writeTo')}
        type="tel"
        autoComplete="off"
        required
        value={to}
        onChange={(event) => setTo(event.target.value)}
      />
      <TextField
        label={t('phone.text')}
        autoComplete="off"
        required
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="submit" isBusy={isBusy}>
        {t('phone.send')}
      </Button>
    </form>
  );
}
