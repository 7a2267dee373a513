import { useTranslation } from 'react-i18next';
import { NumberedSteps } from '#ui/NumberedSteps.tsx';

/** What to do on the phone. */
export function Steps({ isByCode }: { isByCode: boolean }) {
  const { t } = useTranslation();
  const last = isByCode ? [t('channels.link.codeStep3'), t('channels.link.codeStep4')] : [t('link.step3')];
  return (
    <div>
      <h3 className="mb-3 font-medium">{t('link.steps')}</h3>
      <NumberedSteps steps={[t('link.step1'), t('link.step2'), ...last]} />
    </div>
  );
}
