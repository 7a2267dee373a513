import { useTranslation } from 'react-i18next';
import { useNow } from '#hooks/useNow.ts';
import type { ShownCode } from '#lib/socket/channelCodes.ts';
import { Skeleton } from '#ui/Skeleton.tsx';

type QrCodeProps = {
  /** `null` while there is none. */
  shown: Extract<ShownCode, { by: 'qr' }> | null;
  /** Whether none can come, since there is no connection to the server. */
  isLost: boolean;
};

/** The picture to scan, with the time it has left; a box of the same size while there is none. */
export function QrCode({ shown, isLost }: QrCodeProps) {
  const { t } = useTranslation();
  const now = useNow(1_000);
  if (shown === null) {
    return (
      <>
        <Skeleton className="aspect-square w-full rounded-xl" />
        <Caption>{t(isLost ? 'link.lost' : 'link.preparing')}</Caption>
      </>
    );
  }
  const leftMs = Date.parse(shown.expiresAt) - now;
  const isExpired = leftMs <= 0;
  const renewing = t(isLost ? 'link.lost' : 'link.renewing');
  return (
    <>
      <img
        src={shown.picture}
        alt={t('link.qrAlt')}
        width={264}
        height={264}
        className={`aspect-square w-full rounded-xl bg-white p-3 [image-rendering:pixelated] ${isExpired ? 'opacity-20' : ''}`}
      />
      <Caption>{isExpired ? renewing : t('link.expiresIn', { seconds: Math.floor(leftMs / 1_000) })}</Caption>
    </>
  );
}

function Caption({ children }: { children: string }) {
  return <p className="mt-3 min-h-5 text-center text-muted text-preview tabular-nums">{children}</p>;
}
