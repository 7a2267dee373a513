import type { MessageType } from '@erp-whatsapp/shared/message';
import type { TFunction } from 'i18next';
import {
  Clock,
  Contact,
  FileText,
  Image,
  type LucideIcon,
  MapPin,
  Mic,
  Play,
  Settings2,
  SmilePlus,
  Sticker,
  TextQuote,
} from 'lucide-react';
import type { Row } from '#store/slices/row.ts';
import { FormattedText } from '#ui/formattedText/FormattedText.tsx';
import { isLong, LongText } from './LongText.tsx';
import { toCaption, toShownMedia } from './media/box.ts';
import { MediaBox } from './media/MediaBox.tsx';

const icons: Partial<Record<MessageType, LucideIcon>> = {
  image: Image,
  audio: Mic,
  video: Play,
  document: FileText,
  sticker: Sticker,
  location: MapPin,
  contacts: Contact,
  reaction: SmilePlus,
  interactive: TextQuote,
  system: Settings2,
};

/** A message's text, with its file; what else is more than text says what it is. */
export function Content({ row, t }: { row: Row; t: TFunction }) {
  const Icon = icons[row.messageType];
  if (row.isPlaceholder) {
    return (
      <span className="text-muted italic">
        <Clock aria-hidden="true" size={16} className="me-1.5 inline-block align-text-bottom" />
        {row.content}
      </span>
    );
  }
  const media = toShownMedia(row);
  if (media !== null) {
    const caption = toCaption(row);
    return (
      <>
        <MediaBox media={media} />
        {caption === '' ? null : <Words row={row} text={caption} />}
      </>
    );
  }
  return (
    <>
      {Icon === undefined ? null : (
        <span className="me-2 inline-flex items-center gap-1.5 align-bottom text-muted">
          <Icon aria-hidden="true" size={16} />
          {t(`message.${row.messageType}`)}
        </span>
      )}
      {row.content === '' && Icon === undefined ? (
        t(`message.${row.messageType}`)
      ) : (
        <Words row={row} text={row.content} />
      )}
    </>
  );
}

function Words({ row, text }: { row: Row; text: string }) {
  return isLong(text) ? <LongText row={row} /> : <FormattedText text={text} isInList />;
}
