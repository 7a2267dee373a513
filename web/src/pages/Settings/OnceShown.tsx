import { Check, Copy } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from '#lib/copyText.ts';
import { Button } from '#ui/Button.tsx';
import { Notice } from '#ui/Notice.tsx';

type OnceShownProps = {
  /** What it is, beside what it is called. */
  lines: readonly { label: string; value: string }[];
  hint: string;
  copyLabel: string;
  /** What is copied. */
  text: string;
  onDone: () => void;
};

/** A secret that is shown this once. Copying it has the focus first. */
export function OnceShown({ lines, hint, copyLabel, text, onDone }: OnceShownProps) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState<'not yet' | 'done' | 'by hand'>('not yet');
  const button = useRef<HTMLButtonElement>(null);
  const shown = useRef<HTMLDListElement>(null);
  useEffect(() => button.current?.focus(), []);
  const copy = async () => {
    if (shown.current !== null) setCopied((await copyText(text, shown.current)) ? 'done' : 'by hand');
  };
  const isCopied = copied === 'done';
  return (
    <div className="flex flex-col gap-5">
      <Notice look="notice">{hint}</Notice>
      <dl ref={shown} className="flex flex-col gap-3">
        {lines.map(({ label, value }) => (
          <div key={label} className="flex flex-col gap-0.5">
            <dt className="text-muted text-preview">{label}</dt>
            <dd className="select-all rounded-lg bg-sunken px-3 py-2.5 font-mono text-preview wrap-anywhere">
              {value}
            </dd>
          </div>
        ))}
      </dl>
      {copied === 'by hand' ? <Notice look="notice">{t('app.copyByHand')}</Notice> : null}
      <div className="flex flex-wrap justify-end gap-2">
        <Button ref={button} look={isCopied ? 'secondary' : 'primary'} onClick={() => void copy()} className="min-w-32">
          {isCopied ? <Check aria-hidden="true" size={18} /> : <Copy aria-hidden="true" size={18} />}
          <span aria-live="polite">{isCopied ? t('app.copied') : copyLabel}</span>
        </Button>
        <Button look={isCopied ? 'primary' : 'secondary'} onClick={onDone}>
          {t('app.done')}
        </Button>
      </div>
    </div>
  );
}
