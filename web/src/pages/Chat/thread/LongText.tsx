import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Row } from '#store/slices/row.ts';
import { FormattedNodes } from '#ui/formattedText/FormattedText.tsx';
import { parseText } from '#ui/formattedText/parse.ts';
import { shorten } from '#ui/formattedText/shorten.ts';
import { expand, usePane, usePaneState } from './pane.ts';

const longFrom = 900;
const shownAtFirst = 800;

export function isLong(text: string): boolean {
  return text.length > longFrom;
}

/** The beginning of a long message, and the rest of it when it is asked for. */
export function LongText({ row }: { row: Row }) {
  const { t } = useTranslation();
  const pane = usePane();
  const isWhole = usePaneState(({ expanded }) => expanded.has(row.key));
  const nodes = useMemo(() => parseText(row.content), [row.content]);
  const start = useMemo(() => shorten(nodes, shownAtFirst), [nodes]);
  if (isWhole || start === null) return <FormattedNodes nodes={nodes} isInList />;
  return (
    <>
      <FormattedNodes nodes={start} isInList />…{' '}
      <button
        type="button"
        // The list is one tab stop; a message's menu has this too.
        tabIndex={-1}
        onClick={() => expand(pane, row.key)}
        className="min-h-6 font-medium text-accent-text hover:underline"
      >
        {t('message.more')}
      </button>
    </>
  );
}
