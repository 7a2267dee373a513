import { Check, CheckCheck, CircleAlert, Copy, type LucideIcon, PenLine } from 'lucide-react';
import { type ReactNode, type Ref, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { explainFailure } from '#lib/api/explain.ts';
import { copyText } from '#lib/copyText.ts';
import { usePhoneFormat } from '#lib/formatting/phone.ts';
import { formatExact } from '#lib/formatting/time.ts';
import { selectConversation } from '#store/conversations.ts';
import { useAppSelector } from '#store/hooks.ts';
import { selectThread } from '#store/messages.ts';
import type { Row } from '#store/slices/row.ts';
import { Button } from '#ui/Button.tsx';
import { Dialog } from '#ui/Dialog.tsx';
import { toAdvice } from './advice.ts';
import { type Fact, toFacts, toReport } from './facts.ts';
import { type Step, toSteps } from './steps.ts';

type MessageDetailsProps = {
  row: Row;
  threadKey: string;
  author: string;
  onClose: () => void;
  /** Where the focus goes then. */
  toFocus: () => HTMLElement | null;
};

/** A message's way with its times, between whom it went, and for a failure what to do. */
export function MessageDetails({ row, threadKey, author, onClose, toFocus }: MessageDetailsProps) {
  const { t } = useTranslation();
  const formatPhone = usePhoneFormat();
  const channel = useAppSelector(({ channels }) =>
    channels.status?.channels.find(({ channelId }) => channelId === row.channelId),
  );
  const customer = useAppSelector(
    (state) => selectConversation(state, threadKey) ?? selectThread(state, threadKey)?.customer ?? null,
  );
  const copyButton = useRef<HTMLButtonElement>(null);
  const opener = useRef(toFocus());
  const steps = toSteps(row);
  const facts = toFacts(row, { author, channel, customer, formatPhone });
  const failure = row.error;

  return (
    <Dialog
      title={t('details.title')}
      closeLabel={t('app.close')}
      onClose={onClose}
      initialFocus={copyButton}
      finalFocus={opener}
    >
      <ol className="mb-4 flex flex-col gap-2.5">
        {steps.map((step) => (
          <StepLine key={step.name} step={step} row={row} />
        ))}
      </ol>
      {failure === null ? null : (
        <div className="mb-4 flex flex-col gap-1 rounded-lg bg-error-surface px-3 py-2 text-preview">
          <p className="text-error">{toSentence(explainFailure(failure))}</p>
          <p>{toAdvice(failure.code)}</p>
          <p className="text-time">
            {t('details.code')}: <code className="font-mono">{failure.code}</code>
          </p>
        </div>
      )}
      <dl className="mb-5 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 text-preview">
        {facts.map(({ label, value, isMachine }) => (
          <FactLine key={label} label={label}>
            <span dir={isMachine ? 'ltr' : 'auto'} className={isMachine ? 'font-mono text-time' : ''}>
              {value}
            </span>
          </FactLine>
        ))}
      </dl>
      <CopyReport ref={copyButton} facts={facts} steps={steps} row={row} />
    </Dialog>
  );
}

const stepIcons: Record<Step['name'], LucideIcon> = {
  written: PenLine,
  received: Check,
  sent: Check,
  delivered: CheckCheck,
  read: CheckCheck,
  readHere: CheckCheck,
  failed: CircleAlert,
};

function StepLine({ step: { name, at }, row }: { step: Step; row: Row }) {
  const { t } = useTranslation();
  const Icon = stepIcons[name];
  const colour =
    at !== undefined && name === 'read' ? 'text-tick-read' : name === 'failed' ? 'text-error' : 'text-muted';
  const isUnderWay = name === 'sent' && row.status === 'pending';
  return (
    <li className="flex items-start gap-3">
      <Icon
        aria-hidden="true"
        size={18}
        className={`mt-0.5 shrink-0 ${colour} ${at === undefined ? 'opacity-40' : ''}`}
      />
      <span className="min-w-0">
        <span className={`block ${at === undefined ? 'text-muted' : 'font-medium'}`}>{t(`details.${name}`)}</span>
        <span className="block text-muted text-preview">
          {at === undefined ? (
            t(isUnderWay ? (row.isStored ? 'details.sending' : 'details.waiting') : 'details.notYet')
          ) : at === null ? (
            t('details.unknownTime')
          ) : (
            <time dateTime={at}>{formatExact(at)}</time>
          )}
        </span>
      </span>
    </li>
  );
}

function FactLine({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{label}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </>
  );
}

type CopyReportProps = {
  ref: Ref<HTMLButtonElement>;
  facts: readonly Fact[];
  steps: readonly Step[];
  row: Row;
};

function CopyReport({ ref, facts, steps, row }: CopyReportProps) {
  const { t } = useTranslation();
  const report = useRef<HTMLPreElement>(null);
  const [state, setState] = useState<'copied' | 'byHand' | null>(null);
  const copy = async () => {
    if (report.current === null) return;
    const isCopied = await copyText(report.current.textContent ?? '', report.current);
    setState(isCopied ? 'copied' : 'byHand');
  };
  return (
    <div className="flex flex-col gap-2">
      <Button ref={ref} onClick={() => void copy()}>
        <Copy aria-hidden="true" size={18} />
        {state === 'copied' ? t('app.copied') : t('details.copy')}
      </Button>
      <p role="status" className="text-muted text-time">
        {state === 'byHand' ? t('app.copyByHand') : t('details.copyHint')}
      </p>
      {/* Shown only where it has to be copied by hand. */}
      <pre
        ref={report}
        className={`max-h-40 overflow-auto whitespace-pre-wrap rounded-lg bg-sunken p-2 text-time [overflow-wrap:anywhere] ${state === 'byHand' ? '' : 'sr-only'}`}
        aria-hidden={state !== 'byHand'}
      >
        {toReport(row, { facts, steps })}
      </pre>
    </div>
  );
}

function toSentence(text: string): string {
  const whole = text.charAt(0).toLocaleUpperCase() + text.slice(1);
  return /[.!?…]$/.test(whole) ? whole : `${whole}.`;
}
