import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { HttpError } from '#lib/api/http.ts';
import { useChannelCalls } from './channelCalls.ts';
import { NumberDialog } from './NumberDialog.tsx';

/** Adds a number and goes to its page, where the code to link it by is on its way. */
export function AddNumber({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const calls = useChannelCalls();
  const [, navigate] = useLocation();
  return (
    <NumberDialog
      title={t('channels.add')}
      submitLabel={t('channels.addAndLink')}
      onSubmit={async (wanted) => {
        const { channelId } = await calls.add(wanted);
        onClose();
        navigate(`/channels/${channelId}`);
        try {
          await calls.connect(channelId);
        } catch (error) {
          // It is there; its page has a button that tries again and says why not.
          if (!(error instanceof HttpError)) throw error;
        }
      }}
      onClose={onClose}
    />
  );
}
