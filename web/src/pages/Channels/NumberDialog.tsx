import { readPhone } from '@erp-whatsapp/shared/phone';
import { type SubmitEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '#hooks/useAct.ts';
import { checkName } from '#lib/checkName.ts';
import { Button } from '#ui/Button.tsx';
import { Dialog } from '#ui/Dialog.tsx';
import { Notice } from '#ui/Notice.tsx';
import { TextField } from '#ui/TextField.tsx';

type WantedNumber = { name: string; phoneNumber?: string };

type NumberDialogProps = {
  title: string;
  submitLabel: string;
  /** What it is called now; left out for a new one, of which the number is asked, too. */
  name?: string;
  /** Rejects with an `HttpError`, which is shown. */
  onSubmit: (wanted: WantedNumber) => Promise<void>;
  onClose: () => void;
};

/** Names a number. Which one it is, the phone that is linked tells, so it need not be written. */
export function NumberDialog({ title, submitLabel, name: before, onSubmit, onClose }: NumberDialogProps) {
  const { t } = useTranslation();
  const isNew = before === undefined;
  const nameField = useRef<HTMLInputElement>(null);
  const numberField = useRef<HTMLInputElement>(null);
  const [name, setName] = useState(before ?? '');
  const [number, setNumber] = useState('');
  const [isTried, setIsTried] = useState(false);
  const { isBusy, refusal, act } = useAct();
  const wrongName = checkName(name);
  const phoneNumber = number.trim() === '' ? undefined : readPhone(number);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isBusy) return;
    setIsTried(true);
    if (wrongName !== null) nameField.current?.focus();
    else if (phoneNumber === null) numberField.current?.focus();
    else {
      const refused = await act(() => onSubmit({ name: name.trim(), ...(phoneNumber ? { phoneNumber } : {}) }));
      // Another one has the number already.
      if (refused?.code === 'CONFLICT') numberField.current?.focus();
    }
  };

  return (
    <Dialog title={title} closeLabel={t('app.close')} onClose={onClose} initialFocus={nameField}>
      <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
        <TextField
          ref={nameField}
          label={t('channels.name')}
          hint={t('channels.nameHint')}
          autoComplete="off"
          error={isTried ? wrongName : null}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        {isNew ? (
          <TextField
            ref={numberField}
            label={t('channels.phoneNumber')}
            hint={t('channels.phoneNumberHint')}
            type="tel"
            inputMode="tel"
            autoComplete="off"
            placeholder={t('newChat.placeholder')}
            error={isTried && phoneNumber === null ? t('newChat.invalid') : null}
            value={number}
            onChange={(event) => setNumber(event.target.value)}
          />
        ) : null}
        {refusal === null ? null : <Notice look="error">{refusal}</Notice>}
        <Button type="submit" look="primary" isBusy={isBusy} className="mt-1">
          {submitLabel}
        </Button>
      </form>
    </Dialog>
  );
}
