import { useTranslation } from 'react-i18next';
import { Bubble } from '#ui/Bubble.tsx';

/** Two messages in the size that is chosen. */
export function Sample() {
  const { t } = useTranslation();
  return (
    <div aria-hidden="true" className="flex flex-col gap-3 rounded-xl border border-line bg-ground p-4 text-message">
      <div className="flex">
        <Bubble isOutgoing={false} isRunStart>
          {t('settings.console.sampleQuestion')}
        </Bubble>
      </div>
      <div className="flex justify-end">
        <Bubble isOutgoing isRunStart>
          {t('settings.console.sampleAnswer')}
        </Bubble>
      </div>
    </div>
  );
}
