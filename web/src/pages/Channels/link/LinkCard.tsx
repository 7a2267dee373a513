import type { Channel } from '@erp-whatsapp/shared/channel';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '#hooks/useAct.ts';
import type { ShownCode } from '#lib/socket/channelCodes.ts';
import { useAppSelector } from '#store/hooks.ts';
import { Button } from '#ui/Button.tsx';
import { Notice } from '#ui/Notice.tsx';
import { Section } from '#ui/Section.tsx';
import { SimulatorHint } from '#ui/SimulatorHint.tsx';
import type { ChannelCalls } from '../channelCalls.ts';
import { LinkingBox } from './LinkingBox.tsx';
import { PairingCode } from './PairingCode.tsx';
import { PairingForm } from './PairingForm.tsx';
import { QrCode } from './QrCode.tsx';
import { Steps } from './Steps.tsx';
import { useShownCode } from './useShownCode.ts';

/** The way to link a number while it waits for a phone: a code to scan, or one to type. */
export function LinkCard({ channel, calls }: { channel: Channel; calls: ChannelCalls }) {
  const { t } = useTranslation();
  const { channelId, status, phoneNumber } = channel;
  const code = useShownCode(channelId);
  const [isAsking, setIsAsking] = useState(false);
  const [askedFor, setAskedFor] = useState(phoneNumber);
  const { isBusy, refusal, act } = useAct();
  const isSimulated = useAppSelector(({ auth }) => auth.status === 'signedIn' && auth.whatsappNetwork === 'simulator');
  const [wanted, setWanted] = useState<ShownCode['by']>('qr');
  const isConnecting = status === 'connecting';
  const isByCode = status === 'pairing_code_ready' || (isConnecting && wanted === 'pairingCode');
  const isTaken = isConnecting && code?.by === (isByCode ? 'pairingCode' : 'qr');

  const requestCode = async (number: string) => {
    setWanted('pairingCode');
    setAskedFor(number);
    await calls.requestCode(channelId, number);
    setIsAsking(false);
  };
  const renewCode = () => {
    if (askedFor === null) setIsAsking(true);
    else void act(() => requestCode(askedFor));
  };
  const backToQr = () =>
    act(async () => {
      setIsAsking(false);
      setWanted('qr');
      await calls.connect(channelId);
    });

  return (
    <Section title={t(isByCode ? 'channels.link.byCode' : 'channels.link.byQr')}>
      <div className="grid grid-cols-1 gap-6 wide:grid-cols-[1fr_auto] wide:gap-8">
        <div className="flex flex-col gap-5">
          <Steps isByCode={isByCode} />
          {isSimulated ? <SimulatorHint>{t('channels.link.simulatorHint')}</SimulatorHint> : null}
          {isAsking ? (
            <PairingForm phoneNumber={askedFor} onRequest={requestCode} onCancel={() => setIsAsking(false)} />
          ) : (
            <Button
              look="quiet"
              isBusy={isBusy}
              className="-ms-4 self-start"
              onClick={isByCode ? () => void backToQr() : () => setIsAsking(true)}
            >
              {t(isByCode ? 'channels.link.toQr' : 'channels.link.toCode')}
            </Button>
          )}
          {refusal === null ? null : <Notice look="error">{refusal}</Notice>}
        </div>
        <div className="flex w-66 max-w-full flex-col items-center justify-self-center max-wide:order-first">
          {isTaken ? <LinkingBox /> : null}
          {!isTaken && isByCode ? (
            <PairingCode shown={code?.by === 'pairingCode' ? code : null} onRenew={renewCode} />
          ) : null}
          {isTaken || isByCode ? null : <QrCode shown={code?.by === 'qr' ? code : null} />}
        </div>
      </div>
    </Section>
  );
}
