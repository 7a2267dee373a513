import type { Channel } from '@erp-whatsapp/shared/channel';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '#hooks/useAct.ts';
import { useNow } from '#hooks/useNow.ts';
import { explainDisconnect } from '#lib/api/explain.ts';
import { formatDate } from '#lib/formatting/ago.ts';
import { formatMoment } from '#lib/formatting/moment.ts';
import { usePhoneFormat } from '#lib/formatting/phone.ts';
import { formatExact } from '#lib/formatting/time.ts';
import { Button } from '#ui/Button.tsx';
import { Notice } from '#ui/Notice.tsx';
import type { ChannelCalls } from './channelCalls.ts';
import { type Condition, conditionTones, isLinking, toCondition } from './conditions.ts';
import { StateDot } from './StateDot.tsx';

/** How the number is, since when, why, and what to do about it. */
export function StateCard({ channel, calls }: { channel: Channel; calls: ChannelCalls }) {
  const { t } = useTranslation();
  const now = useNow(60_000);
  const condition = toCondition(channel);
  const { type, lastStatusUpdate } = channel;
  return (
    <section aria-label={t('channels.facts.state')} className="rounded-2xl border border-line bg-surface p-5">
      <div className="flex flex-wrap items-start gap-x-6 gap-y-4">
        <div className="min-w-0 flex-1 basis-60">
          <p role="status" className="flex items-center gap-2.5 font-semibold text-[1.25rem] leading-7">
            <StateDot tone={conditionTones[condition]} size={12} />
            {t(`channels.state.${condition}`)}
          </p>
          <p title={formatExact(lastStatusUpdate)} className="mt-0.5 text-muted text-preview">
            {t('channels.since', { when: formatMoment(lastStatusUpdate, now) })}
          </p>
          <p className="mt-3 max-w-prose">{t(`channels.means.${condition}`)}</p>
          <Cause channel={channel} condition={condition} />
        </div>
        {type === 'whatsapp_automated' ? <Actions {...{ channel, condition, calls }} /> : null}
      </div>
      {/* While there is a code, that comes first. */}
      {isLinking(channel) ? null : <Facts channel={channel} now={now} />}
    </section>
  );
}

/** What WhatsApp said, as long as it has to do with how the number is now. */
function Cause({ channel: { lastDisconnect }, condition }: { channel: Channel; condition: Condition }) {
  const isTold = condition === 'error' || condition === 'connecting' || condition === 'loggedOut';
  const why = lastDisconnect === null || !isTold ? null : explainDisconnect(lastDisconnect);
  if (why === null) return null;
  return (
    <p
      className={`mt-3 max-w-prose rounded-lg px-3 py-2 text-preview ${condition === 'connecting' ? 'bg-notice-surface text-notice' : 'bg-error-surface text-error'}`}
    >
      {why}
    </p>
  );
}

type ActionsProps = { channel: Channel; condition: Condition; calls: ChannelCalls };

function Actions({ channel: { channelId, isLinked }, condition, calls }: ActionsProps) {
  const { t } = useTranslation();
  const { isBusy, refusal, act } = useAct();
  const connect = () => void act(() => calls.connect(channelId));
  const disconnect = () => void act(() => calls.disconnect(channelId));
  const use = () => void act(() => calls.change(channelId, { isActive: true }));
  const toConnect = (label: string) => (
    <Button look="primary" isBusy={isBusy} onClick={connect}>
      {label}
    </Button>
  );
  const toDisconnect = (label: string) => (
    <Button isBusy={isBusy} onClick={disconnect}>
      {label}
    </Button>
  );
  return (
    <div className="flex min-w-0 max-w-full flex-col items-end gap-3 max-wide:w-full max-wide:items-start">
      {toButton()}
      {refusal === null ? null : <Notice look="error">{refusal}</Notice>}
    </div>
  );

  function toButton(): ReactNode {
    switch (condition) {
      case 'outOfUse':
        return (
          <Button look="primary" isBusy={isBusy} onClick={use}>
            {t('channels.use')}
          </Button>
        );
      case 'new':
      case 'loggedOut':
        return toConnect(t('channels.linkPhone'));
      case 'off':
        return toConnect(t('channels.connect'));
      case 'error':
        return toConnect(t(isLinked ? 'channels.connect' : 'channels.linkPhone'));
      case 'connecting':
        return toDisconnect(t(isLinked ? 'channels.disconnect' : 'app.cancel'));
      case 'waiting':
        return toDisconnect(t('app.cancel'));
      case 'active':
        return toDisconnect(t('channels.disconnect'));
    }
  }
}

function Facts({ channel, now }: { channel: Channel; now: number }) {
  const { t } = useTranslation();
  const formatPhone = usePhoneFormat();
  const { type, phoneNumber, lastConnected, createdAt } = channel;
  return (
    <dl className="mt-5 grid grid-cols-1 gap-x-4 gap-y-3 border-line border-t pt-4 text-preview min-[22rem]:grid-cols-2">
      <Fact name={t('channels.facts.number')}>
        {phoneNumber === null ? t('channels.noNumber') : <span dir="ltr">{formatPhone(phoneNumber)}</span>}
      </Fact>
      <Fact name={t('channels.facts.way')}>{t(`channels.ways.${type}`)}</Fact>
      <Fact name={t('channels.facts.lastConnected')} exact={lastConnected}>
        {lastConnected === null ? t('channels.never') : formatMoment(lastConnected, now)}
      </Fact>
      <Fact name={t('channels.facts.added')} exact={createdAt}>
        {formatDate(createdAt)}
      </Fact>
    </dl>
  );
}

/** @param props.exact the moment, for who wants to know to the second */
function Fact({ name, exact = null, children }: { name: string; exact?: string | null; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-muted">{name}</dt>
      <dd className="tabular-nums wrap-anywhere" title={exact === null ? undefined : formatExact(exact)}>
        {children}
      </dd>
    </div>
  );
}
