import type { Channel } from '@erp-whatsapp/shared/channel';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '#hooks/useAct.ts';
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
import { useLinking } from './useLinking.ts';

/** The way to link a number while it waits for a phone: a code to scan, or one to type. */
export function LinkCard({ channel, calls }: { channel: Channel; calls: ChannelCalls }) {
  const { t } = useTranslation();
  const { channelId, status, phoneNumber } = channel;
  const { way, code, isTaken, ask } = useLinking(channel);
  const [isAsking, setIsAsking] = useState(false);
  const [askedFor, setAskedFor] = useState(phoneNumber);
  const { isBusy, refusal, act } = useAct();
  const isSimulated = useAppSelector(({ auth }) => auth.status === 'signedIn' && auth.whatsappNetwork === 'simulator');
  // Codes come over the socket alone.
  const isLost = useAppSelector(({ connection: { isOnline, lostAt } }) => !isOnline || lostAt !== null);
  const isByCode = way === 'pairingCode';
  // The server stays with a pairing code that is on its way, and a phone that is being linked must not be disturbed.
  const canSwitch = !isTaken && !(isByCode && status === 'connecting');

  const requestCode = async (number: string) => {
    setAskedFor(number);
    await ask('pairingCode', () => calls.requestCode(channelId, number));
    setIsAsking(false);
  };
  const renewCode = () => {
    if (askedFor === null) setIsAsking(true);
    else void act(() => requestCode(askedFor));
  };
  const backToQr = () => void act(() => ask('qr', () => calls.connect(channelId)));
  const switchWay = isByCode ? backToQr : () => setIsAsking(true);

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
              // Not `disabled`, which would lose the keyboard's place.
              aria-disabled={isBusy || !canSwitch || undefined}
              className={`-ms-4 self-start ${canSwitch ? '' : 'cursor-not-allowed opacity-50'}`}
              onClick={canSwitch ? switchWay : undefined}
            >
              {t(isByCode ? 'channels.link.toQr' : 'channels.link.toCode')}
            </Button>
          )}
          {refusal === null ? null : <Notice look="error">{refusal}</Notice>}
        </div>
        <div className="flex w-66 max-w-full flex-col items-center justify-self-center max-wide:order-first">
          {isTaken ? <LinkingBox /> : null}
          {!isTaken && isByCode ? (
            <PairingCode shown={code?.by === 'pairingCode' ? code : null} isLost={isLost} onRenew={renewCode} />
          ) : null}
          {isTaken || isByCode ? null : <QrCode shown={code?.by === 'qr' ? code : null} isLost={isLost} />}
        </div>
      </div>
    </Section>
  );
}
