import { useTranslation } from 'react-i18next';

/** What to do on the phone. */
export function Steps({ isByCode }: { isByCode: boolean }) {
  const { t } = useTranslation();
  const last = isByCode ? [t('channels.link.codeStep3'), t('channels.link.codeStep4')] : [t('link.step3')];
  return (
    <div>
      <h3 className="mb-3 font-medium">{t('link.steps')}</h3>
      <ol className="flex flex-col gap-3">
        {[t('link.step1'), t('link.step2'), ...last].map((step, index) => (
          <li key={step} className="flex items-start gap-3">
            <span
              aria-hidden="true"
              className="inline-flex size-6 shrink-0 items-center justify-center rounded-full border border-field-line font-medium text-muted text-time"
            >
              {index + 1}
            </span>
            <span>{step}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
