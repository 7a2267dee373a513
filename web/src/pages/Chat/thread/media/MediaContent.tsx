import type { Media } from '@erp-whatsapp/shared/media';
import { CircleAlert, FileText, Image } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import '#lib/texts/later.ts';
import { formatBytes } from '#lib/formatting/bytes.ts';
import { Spinner } from '#ui/Spinner.tsx';
import { isPicture, isShowable } from './box.ts';
import { toAddress } from './toAddress.ts';

/** What stands in the room of a message's file. */
export function MediaContent({ media }: { media: Media }) {
  const { t } = useTranslation();
  const address = toAddress(media);
  if (media.state === 'gone' || address === null) {
    return <Note icon={<CircleAlert aria-hidden="true" size={20} className="shrink-0" />}>{t('media.gone')}</Note>;
  }
  if (media.state === 'coming') return <Note icon={<Spinner size={20} />}>{t('media.coming')}</Note>;
  const isShown = isPicture(media) && isShowable(media);
  return isShown ? <Picture address={address} /> : <FileCard media={media} address={address} />;
}

/** It opens whole, beside the console. */
function Picture({ address }: { address: string }) {
  const { t } = useTranslation();
  const [isFailed, setIsFailed] = useState(false);
  if (isFailed) {
    return (
      <button
        type="button"
        tabIndex={-1}
        onClick={() => setIsFailed(false)}
        className="flex size-full flex-col items-center justify-center gap-1 p-2 text-center text-muted text-preview hover:text-text"
      >
        <Image aria-hidden="true" size={20} />
        {t('media.failed')}
      </button>
    );
  }
  return (
    <a
      href={address}
      target="_blank"
      rel="noopener noreferrer"
      // The list is one tab stop; a message's menu has this too.
      tabIndex={-1}
      aria-label={t('media.openPicture')}
      className="block size-full"
    >
      <img
        src={address}
        alt={t('message.image')}
        decoding="async"
        draggable={false}
        onError={() => setIsFailed(true)}
        className="size-full animate-appear object-contain"
      />
    </a>
  );
}

/** It is saved: nothing that somebody sent is a page here. */
function FileCard({ media, address }: { media: Media; address: string }) {
  const { t } = useTranslation();
  const name = media.fileName ?? t('message.document');
  return (
    <a
      href={address}
      download={media.fileName ?? true}
      tabIndex={-1}
      aria-label={t('media.openFile', { name })}
      className="flex size-full items-center gap-3 px-3 hover:bg-hover"
    >
      <FileText aria-hidden="true" size={24} className="shrink-0 text-muted" />
      <span className="flex min-w-0 flex-col">
        <span dir="auto" className="truncate text-preview">
          {name}
        </span>
        {media.size === null ? null : <span className="text-meta text-muted">{formatBytes(media.size)}</span>}
      </span>
    </a>
  );
}

function Note({ icon, children }: { icon: ReactNode; children: string }) {
  return (
    <span className="flex size-full items-center justify-center gap-2 p-2 text-muted text-preview">
      {icon}
      <span className="min-w-0 whitespace-normal">{children}</span>
    </span>
  );
}
