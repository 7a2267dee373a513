import type { Channel } from '@erp-whatsapp/shared/channel';
import { type ReactNode, type Ref, useRef, useState } from 'react';
import toast from 'react-hot-toast';
import { useTranslation } from 'react-i18next';
import { useAct } from '#hooks/useAct.ts';
import { Button } from '#ui/Button.tsx';
import { Notice } from '#ui/Notice.tsx';
import { Section } from '#ui/Section.tsx';
import type { ChannelCalls } from './channelCalls.ts';
import { InUse } from './InUse.tsx';
import { QuestionDialog } from './QuestionDialog.tsx';

/** What is seldom done: whether it is used and answers by default, and the ways to part with it. */
export function ManageCard({ channel, calls }: { channel: Channel; calls: ChannelCalls }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<'logOut' | 'remove' | null>(null);
  const { isBusy, refusal, act } = useAct();
  const { channelId, name, type, isLinked, isDefault } = channel;
  const defaultHeading = useRef<HTMLHeadingElement>(null);

  const makeDefault = async () => {
    const why = await act(() => calls.change(channelId, { isDefault: true }));
    // The button is gone then.
    if (why === null) defaultHeading.current?.focus();
  };

  const remove = async () => {
    await calls.remove(channelId);
    toast(t('channels.removed', { name }));
  };

  return (
    <Section title={t('channels.manage')}>
      <div className="flex flex-col divide-y divide-line [&>*]:py-4 [&>*:first-child]:pt-1 [&>*:last-child]:pb-0">
        <InUse channel={channel} calls={calls} />
        <Row
          title={t('channels.defaultTitle')}
          hint={t(isDefault ? 'channels.isDefault' : 'channels.defaultHint')}
          heading={defaultHeading}
        >
          {isDefault ? null : (
            <Button isBusy={isBusy} onClick={() => void makeDefault()}>
              {t('channels.makeDefault')}
            </Button>
          )}
        </Row>
        {isLinked && type === 'whatsapp_automated' ? (
          <Row title={t('channels.logOut')} hint={t('channels.logOutHint')}>
            <Button look="danger" onClick={() => setAsked('logOut')}>
              {t('channels.logOut')}
            </Button>
          </Row>
        ) : null}
        <Row title={t('channels.remove')} hint={t('channels.removeHint')}>
          <Button look="danger" onClick={() => setAsked('remove')}>
            {t('channels.remove')}
          </Button>
        </Row>
        {refusal === null ? null : <Notice look="error">{refusal}</Notice>}
      </div>
      {asked === null ? null : (
        <QuestionDialog
          what={asked}
          channel={channel}
          onConfirm={async () => {
            if (asked === 'remove') return remove();
            await calls.logOut(channelId);
            setAsked(null);
          }}
          onClose={() => setAsked(null)}
        />
      )}
    </Section>
  );
}

type RowProps = {
  title: string;
  hint: string;
  /** Gets the keyboard where what can be done goes away with being done. */
  heading?: Ref<HTMLHeadingElement>;
  children: ReactNode;
};

function Row({ title, hint, heading, children }: RowProps) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
      <div className="min-w-0 flex-1 basis-60">
        <h3
          ref={heading}
          tabIndex={heading === undefined ? undefined : -1}
          className="font-medium text-preview outline-none"
        >
          {title}
        </h3>
        <p className="text-muted text-preview">{hint}</p>
      </div>
      {children}
    </div>
  );
}
