import { Check, Copy } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '#hooks/useNow.ts';
import { copyText } from '#lib/copyText.ts';
import type { ShownCode } from '#lib/socket/channelCodes.ts';
import { Button } from '#ui/Button.tsx';
import { Skeleton } from '#ui/Skeleton.tsx';
import { spell } from './spell.ts';

type PairingCodeProps = {
  /** `null` until it came. */
  shown: Extract<ShownCode, { by: 'pairingCode' }> | null;
  /** Whether none can come, since there is no connection to the server. */
  isLost: boolean;
  onRenew: () => void;
};

/** The code to type, in the two halves in which the phone shows it, with the time it has left. */
export function PairingCode({ shown, isLost, onRenew }: PairingCodeProps) {
  const { t } = useTranslation();
  const now = useNow(1_000);
  const text = useRef<HTMLParagraphElement>(null);
  const [copied, setCopied] = useState<string | null>(null);
  if (shown === null) {
    return (
      <>
        <Skeleton className="h-55 w-full rounded-xl" />
        {isLost ? <p className="mt-3 text-center text-muted text-preview">{t('link.lost')}</p> : null}
      </>
    );
  }
  const { code, expiresAt } = shown;
  const leftSeconds = Math.max(Math.floor((Date.parse(expiresAt) - now) / 1_000), 0);
  const isCopied = copied === code;
  const copy = async () => {
    if (text.current !== null && (await copyText(code, text.current))) setCopied(code);
  };
  return (
    <div className="flex w-full flex-col items-center gap-4 rounded-xl border border-line bg-sunken px-4 py-6">
      <p
        ref={text}
        dir="ltr"
        className={`select-all whitespace-nowrap font-mono font-semibold text-[1.75rem] leading-9 tracking-wider ${leftSeconds === 0 ? 'opacity-40' : ''}`}
      >
        <span className="sr-only">{t('channels.link.code', { code: spell(code) })}</span>
        <span aria-hidden="true">
          {code.slice(0, 4)}-{code.slice(4)}
        </span>
      </p>
      <p className="text-center text-muted text-preview tabular-nums">
        {leftSeconds === 0 ? t('channels.link.codeOver') : t('channels.link.codeLeft', { seconds: leftSeconds })}
      </p>
      <div className="flex flex-col gap-2">
        <Button onClick={() => void copy()}>
          {isCopied ? <Check aria-hidden="true" size={18} /> : <Copy aria-hidden="true" size={18} />}
          <span aria-live="polite">{t(isCopied ? 'app.copied' : 'app.copy')}</span>
        </Button>
        <Button look="quiet" onClick={onRenew}>
          {t('channels.link.newCode')}
        </Button>
      </div>
    </div>
  );
}
