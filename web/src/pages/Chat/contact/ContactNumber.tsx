import { Check, Copy } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from '#lib/copyText.ts';
import { usePhoneFormat } from '#lib/formatting/phone.ts';
import { IconButton } from '#ui/IconButton.tsx';

/** The customer's number, to be copied as programs take it: `+` and digits. */
export function ContactNumber({ number }: { number: string }) {
  const { t } = useTranslation();
  const formatPhone = usePhoneFormat();
  const shown = useRef<HTMLSpanElement>(null);
  const [copied, setCopied] = useState<'not yet' | 'done' | 'by hand'>('not yet');
  if (number === '') return <p className="mt-1 flex min-h-10 items-center text-muted">{t('contact.noNumber')}</p>;

  const copy = async () => {
    if (shown.current !== null) setCopied((await copyText(number, shown.current)) ? 'done' : 'by hand');
  };
  const isCopied = copied === 'done';
  return (
    <>
      {/* As wide on the other side, so that the number stands in the middle. */}
      <div className="mt-1 flex min-h-10 items-center gap-1 ps-11 text-muted">
        <span ref={shown} dir="ltr" className="tabular-nums">
          {formatPhone(number)}
        </span>
        <IconButton
          icon={isCopied ? Check : Copy}
          label={isCopied ? t('app.copied') : t('contact.copyNumber')}
          onClick={() => void copy()}
          onBlur={() => setCopied('not yet')}
        />
      </div>
      <span role="status" className="sr-only">
        {isCopied ? t('app.copied') : ''}
      </span>
      {copied === 'by hand' ? <p className="text-muted text-preview">{t('app.copyByHand')}</p> : null}
    </>
  );
}
