import type { ManagedUser } from '@erp-whatsapp/shared/user';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '#ui/Dialog.tsx';
import { PassOn } from './PassOn.tsx';

type NewPasswordProps = { person: ManagedUser; password: string; onClose: () => void };

/** The password that was made for somebody. */
export function NewPassword({ person, password, onClose }: NewPasswordProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  return (
    <Dialog
      title={t('settings.team.passOn', { name: person.name })}
      closeLabel={t('app.close')}
      onClose={onClose}
      initialFocus={box}
      isPinned
    >
      <div ref={box}>
        <PassOn email={person.email} password={password} onDone={onClose} />
      </div>
    </Dialog>
  );
}
