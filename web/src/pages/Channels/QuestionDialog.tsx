import type { Channel } from '@erp-whatsapp/shared/channel';
import { useTranslation } from 'react-i18next';
import { useAct } from '#hooks/useAct.ts';
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx';

type QuestionDialogProps = {
  what: 'logOut' | 'remove';
  channel: Channel;
  /** Rejects with an `HttpError`, which is shown. */
  onConfirm: () => Promise<void>;
  onClose: () => void;
};

/** Says what it means to part with a number, and what is kept, before it is done. */
export function QuestionDialog({ what, channel: { name, isDefault }, onConfirm, onClose }: QuestionDialogProps) {
  const { t } = useTranslation();
  const { isBusy, refusal, act } = useAct();
  const labels = { close: t('app.close'), cancel: t('app.cancel'), confirm: t(`channels.${what}`) };
  const confirm = () => void act(onConfirm);
  return (
    <ConfirmDialog
      title={t(`channels.${what}Ask`, { name })}
      isDanger
      {...{ labels, isBusy, refusal, onClose }}
      onConfirm={confirm}
    >
      <p>{t(`channels.${what}Lost`)}</p>
      <p>{t(`channels.${what}Kept`)}</p>
      {what === 'remove' && isDefault ? <p>{t('channels.removeDefault')}</p> : null}
    </ConfirmDialog>
  );
}
