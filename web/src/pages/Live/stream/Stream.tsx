import type { MessageStatus } from '@erp-whatsapp/shared/message';
import { Pause, Play } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WhatsAppMessageEvent } from '#lib/whatsapp-websocket-client.ts';
import { Button } from '#ui/Button.tsx';
import { Section } from '#ui/Section.tsx';
import { StreamRow } from './StreamRow.tsx';

/** More than anybody reads while it flows. */
const mostShown = 100;

type StreamProps = { messages: readonly WhatsAppMessageEvent[]; statuses: ReadonlyMap<string, MessageStatus> };

/** Messages as they flow, the latest on top. They can be made to stand still, to be read. */
export function Stream({ messages, statuses }: StreamProps) {
  const { t } = useTranslation();
  const [standing, setStanding] = useState<readonly WhatsAppMessageEvent[] | null>(null);
  const shown = (standing ?? messages).slice(-mostShown).toReversed();
  const waiting = standing === null ? 0 : countAfter(messages, standing.at(-1)?.id);
  return (
    <Section
      title={t('live.messages')}
      action={
        <Button onClick={() => setStanding(standing === null ? messages : null)}>
          {standing === null ? <Pause aria-hidden="true" size={18} /> : <Play aria-hidden="true" size={18} />}
          {standing === null ? t('live.pause') : waiting === 0 ? t('live.goOn') : t('live.goOnNew', { count: waiting })}
        </Button>
      }
    >
      {shown.length === 0 ? <p className="py-6 text-center text-muted text-preview">{t('live.none')}</p> : null}
      <ol aria-label={t('live.messages')} className="divide-y divide-line">
        {shown.map((message) => (
          <StreamRow key={message.id} message={message} status={statuses.get(message.id) ?? message.status} />
        ))}
      </ol>
    </Section>
  );
}

/** How many came after that one; all, where it is not kept any more. */
function countAfter(messages: readonly WhatsAppMessageEvent[], last: string | undefined): number {
  return messages.length - 1 - messages.findLastIndex(({ id }) => id === last);
}
