import '#lib/texts/later.ts';
import { readPhone } from '@erp-whatsapp/shared/phone';
import { type SubmitEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { selectDefaultId, selectHasSeveral } from '#store/channels.ts';
import { selectConversationWith } from '#store/conversations.ts';
import { useAppSelector, useAppStore } from '#store/hooks.ts';
import type { RootState } from '#store/state.ts';
import { toNewKey } from '#store/threadKeys.ts';
import { Button } from '#ui/Button.tsx';
import { Dialog } from '#ui/Dialog.tsx';
import { TextField } from '#ui/TextField.tsx';
import { FromNumber } from './FromNumber.tsx';
import { recallPart } from './list/filters.ts';

/** Opens the conversation with a number; one that there is, or a new one that begins with its first message. */
export function NewChatDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const store = useAppStore();
  const isSimulated = useAppSelector(({ auth }) => auth.status === 'signedIn' && auth.whatsappNetwork === 'simulator');
  const field = useRef<HTMLInputElement>(null);
  const [number, setNumber] = useState('');
  const [isWrong, setIsWrong] = useState(false);
  const hasSeveral = useAppSelector(selectHasSeveral);
  const [channelId, setChannelId] = useState(() => chooseNumber(store.getState()));
  const from = hasSeveral ? channelId : null;

  const start = (event: SubmitEvent) => {
    event.preventDefault();
    const phoneNumber = readPhone(number);
    if (phoneNumber === null) {
      setIsWrong(true);
      return;
    }
    const begun = { to: phoneNumber, channelId: from };
    const known = selectConversationWith(store.getState(), begun);
    onClose();
    navigate(`/chat/${known?.id ?? toNewKey(begun)}`);
  };

  return (
    <Dialog title={t('newChat.title')} closeLabel={t('app.close')} onClose={onClose} initialFocus={field}>
      <form onSubmit={start} noValidate className="flex flex-col gap-5">
        <TextField
          label={t('newChat.number')}
          type="tel"
          inputMode="tel"
          autoComplete="off"
          ref={field}
          placeholder={t('newChat.placeholder')}
          hint={t('newChat.hint')}
          error={isWrong ? t('newChat.invalid') : null}
          value={number}
          onChange={(event) => {
            setNumber(event.target.value);
            setIsWrong(false);
          }}
        />
        {hasSeveral ? <FromNumber value={channelId} onChange={setChannelId} /> : null}
        {isSimulated ? <p className="text-muted text-preview">{t('firstChat.onlyVirtual')}</p> : null}
        <Button type="submit" look="primary">
          {t('newChat.start')}
        </Button>
      </form>
    </Dialog>
  );
}

/** The one whose chats are listed, else the default one. */
function chooseNumber(state: RootState): string | null {
  const { channelId: listedId } = recallPart();
  const listed = state.channels.status?.channels.find(({ channelId }) => channelId === listedId);
  return listed?.channelId ?? selectDefaultId(state);
}
