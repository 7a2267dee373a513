import { useTranslation } from 'react-i18next';

export type DirectionColumn = {
  key: string;
  incoming: number;
  outgoing: number;
  /** In words, for whoever does not see the bars or points at them. */
  said: string;
  /** What stands below it. */
  mark?: string;
};

type DirectionBarsProps = {
  label: string;
  columns: readonly DirectionColumn[];
  /** Where all of it is nothing. */
  quiet?: string;
  /** How high and how dense it is. */
  className: string;
};

/** What came and what went, one beside the other, in each stretch of time. */
export function DirectionBars({ label, columns, quiet, className }: DirectionBarsProps) {
  const { i18n } = useTranslation();
  const most = Math.max(...columns.flatMap(({ incoming, outgoing }) => [incoming, outgoing]), 0);
  const scale = new Intl.NumberFormat(i18n.language, { notation: 'compact' });
  return (
    <div className="relative">
      {most > 0 ? (
        <span aria-hidden="true" className="absolute start-0 -top-1 text-meta text-muted tabular-nums">
          {scale.format(most)}
        </span>
      ) : null}
      {most === 0 && quiet !== undefined ? (
        <p className="absolute inset-x-0 top-12 text-center text-muted text-preview">{quiet}</p>
      ) : null}
      <ol aria-label={label} className={`flex items-stretch gap-px pt-4 ${className}`}>
        {columns.map(({ key, incoming, outgoing, said, mark }) => (
          <li key={key} title={said} className="group flex min-w-0 flex-1 flex-col">
            <span className="sr-only">{said}</span>
            <span
              aria-hidden="true"
              className="flex min-h-0 flex-1 items-end justify-center gap-px rounded-t border-line border-b group-hover:bg-hover"
            >
              <Bar share={incoming / Math.max(most, 1)} look="bg-link" />
              <Bar share={outgoing / Math.max(most, 1)} look="bg-accent" />
            </span>
            {mark === undefined ? null : (
              <span aria-hidden="true" className="mt-1 h-4 text-center text-meta text-muted tabular-nums">
                {mark}
              </span>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}

/** @param props.share of the highest there is; what is there at all can be seen */
function Bar({ share, look }: { share: number; look: string }) {
  return (
    <span
      style={{ height: `${share * 100}%` }}
      className={`w-2/5 max-w-3.5 rounded-t-xs ${look} ${share > 0 ? 'min-h-0.5' : ''}`}
    />
  );
}
