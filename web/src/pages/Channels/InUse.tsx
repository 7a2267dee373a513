import type { Channel } from '@erp-whatsapp/shared/channel';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '#hooks/useAct.ts';
import { Notice } from '#ui/Notice.tsx';
import { SwitchRow } from '#ui/SwitchRow.tsx';
import type { ChannelCalls } from './channelCalls.ts';

/** Whether the number is used. Taking it out of use takes as long as closing its connection. */
export function InUse({ channel: { channelId, isActive }, calls }: { channel: Channel; calls: ChannelCalls }) {
  const { t } = useTranslation();
  const { isBusy, refusal, act } = useAct();
  const [wanted, setWanted] = useState<boolean | null>(null);
  const set = async (isOn: boolean) => {
    setWanted(isOn);
    await act(() => calls.change(channelId, { isActive: isOn }));
    setWanted(null);
  };
  return (
    <div className="flex flex-col gap-3">
      <SwitchRow
        label={t('channels.inUse')}
        hint={t('channels.inUseHint')}
        isOn={wanted ?? isActive}
        isBusy={isBusy}
        onChange={(isOn) => void set(isOn)}
      />
      {refusal === null ? null : <Notice look="error">{refusal}</Notice>}
    </div>
  );
}
