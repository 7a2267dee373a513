import { useTranslation } from 'react-i18next';
import { type Day, formatDay } from '#lib/formatting/time.ts';

type SeparatorRowProps = { index: number; measure: (element: HTMLLIElement | null) => void };

const rowLook = 'absolute inset-x-0 top-0 [contain:layout_style] flex justify-center pt-2 pb-4.5';

export function DayRow({ index, measure, day, today }: SeparatorRowProps & { day: Day; today: Day }) {
  return (
    <li ref={measure} data-index={index} className={rowLook}>
      <span className="rounded-lg border border-bubble-line bg-chip px-3 py-1 text-muted text-time">
        {formatDay(day, today)}
      </span>
    </li>
  );
}

export function UnreadRow({ index, measure }: SeparatorRowProps) {
  const { t } = useTranslation();
  return (
    <li ref={measure} data-index={index} className={rowLook}>
      <span className="w-full bg-chip/60 py-1 text-center font-medium text-accent-text text-time">
        {t('thread.unread')}
      </span>
    </li>
  );
}
