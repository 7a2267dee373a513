import type { Channel } from '@erp-whatsapp/shared/channel';
import { useEffect, useRef, useState } from 'react';
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
import { spell } from './spell.ts';
import { useLinking } from './useLinking.ts';

/** The way to link a number while it waits for a phone: a code to scan, or one to type. */
export function LinkCard({ channel, calls }: { channel: Channel; calls: ChannelCalls }) {
  const { t } = useTranslation();
  const { channelId, status, phoneNumber } = channel;
  const { way, code, isTaken, ask } = useLinking(channel);
  const [isAsking, setIsAsking] = useState(false);
  const [askedFor, setAskedFor] = useState(phoneNumber);
  const { isBusy, refusal, act } = useAct();
  const { box, switchButton, leaveTo } = useFocus(isAsking);
  const isSimulated = useAppSelector(({ auth }) => auth.status === 'signedIn' && auth.whatsappNetwork === 'simulator');
  // Codes come over the socket alone.
  const isLost = useAppSelector(({ connection: { isOnline, lostAt } }) => !isOnline || lostAt !== null);
  const isByCode = way === 'pairingCode';
  // The server stays with a pairing code that is on its way, and a phone that is being linked must not be disturbed.
  const canSwitch = !isTaken && !(isByCode && status === 'connecting');

  const requestCode = async (number: string) => {
    setAskedFor(number);
    await ask('pairingCode', () => calls.requestCode(channelId, number));
    leaveTo('box');
    setIsAsking(false);
  };
  const renewCode = () => {
    if (askedFor === null) {
      setIsAsking(true);
      return;
    }
    // The button goes with the code that it is about.
    box.current?.focus();
    void act(() => requestCode(askedFor));
  };
  const cancel = () => {
    leaveTo('switch');
    setIsAsking(false);
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
            <PairingForm phoneNumber={askedFor} onRequest={requestCode} onCancel={cancel} />
          ) : (
            <Button
              ref={switchButton}
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
        <div
          ref={box}
          tabIndex={-1}
          className="flex w-66 max-w-full flex-col items-center justify-self-center outline-none max-wide:order-first"
        >
          <p role="status" className="sr-only">
            {code?.by === 'pairingCode' ? t('channels.link.codeCame', { code: spell(code.code) }) : null}
          </p>
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

/** Where the keyboard goes on when the form is gone: at the code that was asked for, or where the form was opened. */
function useFocus(isAsking: boolean) {
  const box = useRef<HTMLDivElement>(null);
  const switchButton = useRef<HTMLButtonElement>(null);
  const next = useRef<'box' | 'switch' | null>(null);
  useEffect(() => {
    if (isAsking || next.current === null) return;
    (next.current === 'box' ? box : switchButton).current?.focus();
    next.current = null;
  }, [isAsking]);
  const leaveTo = (place: 'box' | 'switch') => {
    next.current = place;
  };
  return { box, switchButton, leaveTo };
}
