import type { ChannelStatus } from '@erp-whatsapp/shared/channel';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '#hooks/useNow.ts';
import { askForQrCode } from '#store/channels.ts';
import { useAppDispatch, useAppSelector } from '#store/hooks.ts';
import type { RootState } from '#store/state.ts';
import { Button } from '#ui/Button.tsx';
import { Skeleton } from '#ui/Skeleton.tsx';
import { Spinner } from '#ui/Spinner.tsx';

/** The server renews pictures by itself; only when one is this late is it asked. */
const graceMs = 3_000;

/** The code to scan, with the time it has left; a box of the same size while there is none. */
export function QrPicture({ state }: { state: ChannelStatus }) {
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const picture = useAppSelector(selectPicture);
  const isUnanswered = useAppSelector(({ channels }) => channels.isQrUnanswered);
  const refusal = useAppSelector(selectFailure);
  const failure = refusal ?? (isUnanswered && picture === null ? t('link.noAnswer') : null);
  const isAsking = useAppSelector(({ channels }) => channels.isAskingQr);
  const now = useNow(1_000);
  const leftMs = picture === null ? 0 : Date.parse(picture.expiresAt) - now;
  const isExpired = picture !== null && leftMs <= 0;
  const isOverdue = isExpired && leftMs < -graceMs && state === 'qr_ready' && !isAsking;

  useEffect(() => {
    if (isOverdue) void dispatch(askForQrCode());
  }, [dispatch, isOverdue]);

  if (failure !== null && !isAsking) {
    return (
      <Box>
        <p role="alert" className="text-center text-preview">
          {failure}
        </p>
        <Button onClick={() => void dispatch(askForQrCode({ forceNew: true }))}>{t('app.tryAgain')}</Button>
      </Box>
    );
  }
  if (picture !== null && state === 'connecting' && !isExpired) {
    return (
      <Box>
        <Spinner size={32} />
        <p role="status" className="text-center text-preview">
          {t('link.connecting')}
        </p>
      </Box>
    );
  }
  if (picture === null) {
    return (
      <>
        <Skeleton className="size-66 rounded-xl" />
        <Caption>{t('link.preparing')}</Caption>
      </>
    );
  }
  return (
    <>
      <img
        src={picture.data}
        alt={t('link.qrAlt')}
        width={264}
        height={264}
        className={`size-66 rounded-xl bg-white p-3 [image-rendering:pixelated] ${isExpired ? 'opacity-20' : ''}`}
      />
      <Caption>{isExpired ? t('link.renewing') : t('link.expiresIn', { seconds: Math.floor(leftMs / 1_000) })}</Caption>
    </>
  );
}

function Box({ children }: { children: ReactNode }) {
  return (
    <div className="flex size-66 flex-col items-center justify-center gap-4 rounded-xl border border-line p-5">
      {children}
    </div>
  );
}

function Caption({ children }: { children: string }) {
  return <p className="mt-3 h-5 text-center text-muted text-preview tabular-nums">{children}</p>;
}

function selectPicture({ channels: { qr } }: RootState): { data: string; expiresAt: string } | null {
  return qr?.success && 'expiresAt' in qr ? qr : null;
}

function selectFailure({ channels: { qr } }: RootState): string | null {
  return qr?.success === false ? qr.error : null;
}
