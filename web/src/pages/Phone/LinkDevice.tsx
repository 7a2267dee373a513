import type { Channel } from '@erp-whatsapp/shared/channel';
import { Image, QrCode } from 'lucide-react';
import { type ClipboardEvent, type DragEvent, type SubmitEvent, useRef, useState } from 'react';
import toast from 'react-hot-toast';
import { useTranslation } from 'react-i18next';
import { explainRefusal } from '#lib/api/explain.ts';
import { askForQrCode } from '#store/channels.ts';
import { useAppDispatch, useAppSelector, useAppStore } from '#store/hooks.ts';
import { Button } from '#ui/Button.tsx';
import { TextField } from '#ui/TextField.tsx';
import { readQr } from './readQr.ts';
import { useSimulator } from './simulator.ts';
import { useAct } from './useAct.ts';

type LinkDeviceProps = {
  phoneNumber: string;
  /** Whether no device is linked yet: then it is what there is to do. */
  isFirst: boolean;
  onLinked: () => void;
};

/** As WhatsApp shows it in two halves, or as one word. */
const pairingCode = /^([A-Z\d]{4})[-\s]?([A-Z\d]{4})$/i;

/** Scans a code: the one shown in Chats, one in a picture, or by its text; or types a pairing code. */
export function LinkDevice({ phoneNumber, isFirst, onLinked }: LinkDeviceProps) {
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const store = useAppStore();
  const simulator = useSimulator();
  const { isBusy, act } = useAct();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [isOver, setIsOver] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const channels = useAppSelector((state) => state.channels.status?.channels);
  const toLink = channels === undefined || channels.length < 2 ? [] : channels.filter(isToLink);

  const link = (code: Parameters<typeof simulator.link>[1]) =>
    act(async () => {
      setProblem(null);
      await simulator.link(phoneNumber, code);
      setText('');
      toast.success(t('phone.linked'));
      onLinked();
    });

  /** Of the only number, or of a certain one. */
  const scanShown = async (channelId?: string) => {
    setProblem(null);
    await dispatch(askForQrCode({ channelId }));
    const { qr } = store.getState().channels;
    if (!qr?.success) {
      setProblem(qr === null ? t('phone.noQrShown') : explainRefusal(qr));
    } else if (typeof qr.data !== 'string') {
      setProblem(t('phone.alreadyLinked'));
    } else {
      await scan(qr.data);
    }
  };

  const scan = async (picture: Blob | string) => {
    setProblem(null);
    const qr = await readQr(picture).catch(() => undefined);
    if (qr === undefined) setProblem(t('phone.notAPicture'));
    else if (qr === null) setProblem(t('phone.noQrInPicture'));
    else await link({ qr });
  };

  const onPaste = (event: ClipboardEvent) => {
    const [picture] = event.clipboardData.files;
    if (picture !== undefined) void scan(picture);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    const [picture] = event.dataTransfer.files;
    if (picture !== undefined) void scan(picture);
  };
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    const given = text.trim();
    const [, start, end] = pairingCode.exec(given) ?? [];
    if (start && end) void link({ pairingCode: `${start}${end}`.toUpperCase() });
    else if (given !== '') void link({ qr: given });
  };

  return (
    <div onPaste={onPaste} className="flex flex-col gap-3">
      <h2 className="font-medium">{t('phone.linkDevice')}</h2>
      {toLink.length === 0 ? (
        <ScanButton isFirst={isFirst} isBusy={isBusy} onClick={() => void scanShown()}>
          {t('phone.useShown')}
        </ScanButton>
      ) : (
        toLink.map(({ channelId, name }) => (
          <ScanButton key={channelId} {...{ isFirst, isBusy }} onClick={() => void scanShown(channelId)}>
            {t('phone.useShownOf', { name })}
          </ScanButton>
        ))
      )}
      {problem === null ? null : (
        <p role="alert" className="rounded-lg bg-error-surface px-3 py-2 text-error text-preview">
          {problem}
        </p>
      )}
      {/* Dropping and pasting are shortcuts; the button does the same for everyone. */}
      <button
        type="button"
        onClick={() => file.current?.click()}
        onDragOver={(event) => {
          event.preventDefault();
          setIsOver(true);
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={onDrop}
        className={`flex items-center gap-3 rounded-xl border border-dashed p-3 text-start text-muted text-preview hover:bg-hover ${isOver ? 'border-accent-text bg-hover' : 'border-field-line'}`}
      >
        <Image aria-hidden="true" size={24} className="shrink-0" />
        {t('phone.orPicture')}
      </button>
      <input
        ref={file}
        type="file"
        accept="image/*"
        aria-label={t('phone.choosePicture')}
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => {
          const [picture] = event.target.files ?? [];
          if (picture !== undefined) void scan(picture);
          event.target.value = '';
        }}
      />
      <form onSubmit={onSubmit} className="flex items-end gap-2">
        <div className="min-w-0 flex-1">
          <TextField
            label={t('phone.qrText')}
            autoComplete="off"
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
        <Button type="submit" disabled={text.trim() === ''} className="h-11">
          {t('phone.linkWithText')}
        </Button>
      </form>
    </div>
  );
}

type ScanButtonProps = { isFirst: boolean; isBusy: boolean; onClick: () => void; children: string };

function ScanButton({ isFirst, isBusy, onClick, children }: ScanButtonProps) {
  return (
    <Button look={isFirst ? 'primary' : 'secondary'} isBusy={isBusy} onClick={onClick}>
      <QrCode aria-hidden="true" size={18} className="shrink-0" />
      <span dir="auto" className="min-w-0 wrap-anywhere">
        {children}
      </span>
    </Button>
  );
}

function isToLink({ type, isActive, isLinked }: Channel): boolean {
  return type === 'whatsapp_automated' && isActive && !isLinked;
}
