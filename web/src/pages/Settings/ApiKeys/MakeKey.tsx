import type { NewApiKey } from '@erp-whatsapp/shared/apiKey';
import type { Role } from '@erp-whatsapp/shared/user';
import { type SubmitEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '#hooks/useAct.ts';
import { checkName } from '#lib/checkName.ts';
import { Button } from '#ui/Button.tsx';
import { Dialog } from '#ui/Dialog.tsx';
import { Notice } from '#ui/Notice.tsx';
import { TextField } from '#ui/TextField.tsx';
import { OnceShown } from '../OnceShown.tsx';
import { RoleChoice } from '../RoleChoice.tsx';

type MakeKeyProps = {
  /** Resolves to the key itself. Rejects with an `HttpError`, which is shown. */
  onMake: (key: NewApiKey) => Promise<string>;
  onClose: () => void;
};

/** Makes a key, then shows it once. */
export function MakeKey({ onMake, onClose }: MakeKeyProps) {
  const { t } = useTranslation();
  const [key, setKey] = useState<string | null>(null);
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('agent');
  const [isTried, setIsTried] = useState(false);
  const nameField = useRef<HTMLInputElement>(null);
  const { isBusy, refusal, act } = useAct();
  const wrongName = checkName(name);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isBusy) return;
    setIsTried(true);
    if (wrongName !== null) nameField.current?.focus();
    else await act(async () => setKey(await onMake({ name, role })));
  };

  return (
    <Dialog
      title={t(key === null ? 'settings.apiKeys.makeTitle' : 'settings.apiKeys.copyNow')}
      closeLabel={t('app.close')}
      onClose={onClose}
      initialFocus={nameField}
      isPinned={key !== null}
    >
      {key === null ? (
        <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
          <TextField
            ref={nameField}
            label={t('settings.apiKeys.name')}
            hint={t('settings.apiKeys.nameHint')}
            autoComplete="off"
            error={isTried ? wrongName : null}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <RoleChoice value={role} onChange={setRole} />
          {refusal === null ? null : <Notice look="error">{refusal}</Notice>}
          <Button type="submit" look="primary" isBusy={isBusy} className="mt-1">
            {t('settings.apiKeys.make')}
          </Button>
        </form>
      ) : (
        <OnceShown
          lines={[{ label: t('settings.apiKeys.key'), value: key }]}
          hint={t('settings.apiKeys.copyNowHint')}
          copyLabel={t('app.copy')}
          text={key}
          onDone={onClose}
        />
      )}
    </Dialog>
  );
}
