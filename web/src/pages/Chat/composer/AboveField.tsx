import { Toolbar } from '@base-ui/react/toolbar';
import { Bold, CodeXml, Italic, List, type LucideIcon, Strikethrough, TextQuote, X } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import '#lib/texts/later.ts';
import { isApple } from '#lib/shortcuts.ts';
import { FormattedNodes } from '#ui/formattedText/FormattedText.tsx';
import { parseText } from '#ui/formattedText/parse.ts';
import { IconButton } from '#ui/IconButton.tsx';
import type { Mark } from './marks.ts';

type AboveFieldProps = {
  quote: string;
  text: string;
  isBarShown: boolean;
  onMark: (mark: Mark) => void;
  onCloseQuote: () => void;
};

/** What stands above the field: what is answered, how the text will look, and what makes it so. */
export function AboveField({ quote, text, isBarShown, onMark, onCloseQuote }: AboveFieldProps) {
  return (
    <>
      {quote === '' ? null : <Quote quote={quote} onClose={onCloseQuote} />}
      <Preview text={text} />
      {isBarShown ? <FormattingBar onMark={onMark} /> : null}
    </>
  );
}

function Quote({ quote, onClose }: { quote: string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <section aria-label={t('compose.answerTo')} className="flex animate-appear items-center gap-2">
      <div className="min-w-0 flex-1 rounded-lg border-accent-text border-s-4 bg-sunken px-3 py-1.5 text-muted text-preview">
        <p dir="auto" className="line-clamp-2 whitespace-pre-wrap [overflow-wrap:anywhere]">
          {quote.replace(/^> /gm, '')}
        </p>
      </div>
      <IconButton icon={X} label={t('compose.noQuote')} onClick={onClose} />
    </section>
  );
}

/** Only where something will look otherwise than it is written. Of a long text the end, where one writes. */
function Preview({ text }: { text: string }) {
  const { t } = useTranslation();
  const nodes = useMemo(() => parseText(text), [text]);
  if (nodes.every(({ kind }) => kind === 'text' || kind === 'link')) return null;
  return (
    <section
      aria-label={t('compose.preview')}
      className="flex max-h-28 animate-appear flex-col justify-end self-end overflow-hidden rounded-lg bg-bubble-out px-2.5 py-1.5 shadow-[inset_0_0_0_1px_var(--bubble-line)]"
    >
      <div dir="auto" className="whitespace-pre-wrap text-message [overflow-wrap:anywhere]">
        <FormattedNodes nodes={nodes} isInList />
      </div>
    </section>
  );
}

const marks: readonly { mark: Mark; icon: LucideIcon; key: string | null }[] = [
  { mark: 'bold', icon: Bold, key: 'B' },
  { mark: 'italic', icon: Italic, key: 'I' },
  { mark: 'strike', icon: Strikethrough, key: 'Shift+X' },
  { mark: 'mono', icon: CodeXml, key: 'E' },
  { mark: 'quote', icon: TextQuote, key: null },
  { mark: 'list', icon: List, key: null },
];

function FormattingBar({ onMark }: { onMark: (mark: Mark) => void }) {
  const { t } = useTranslation();
  return (
    <Toolbar.Root aria-label={t('compose.formatting')} className="flex animate-appear gap-0.5">
      {marks.map(({ mark, icon, key }) => (
        <Toolbar.Button
          key={mark}
          // What is marked in the field stays marked.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onMark(mark)}
          render={<IconButton icon={icon} label={toLabel(t(`compose.${mark}`), key)} />}
        />
      ))}
    </Toolbar.Root>
  );
}

function toLabel(name: string, key: string | null): string {
  if (key === null) return name;
  return `${name} (${isApple ? '⌘' : 'Ctrl+'}${key})`;
}
