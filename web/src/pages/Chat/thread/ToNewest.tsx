import { ArrowDown } from 'lucide-react';
import { useTranslation } from 'react-i18next';

/** The way to what is new, then to the end. */
export function ToNewest({ count, onClick }: { count: number; onClick: () => void }) {
  const { t } = useTranslation();
  const label = count === 0 ? t('thread.toEnd') : t('thread.new', { count });
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      onClick={onClick}
      className="absolute end-4 bottom-4 z-10 inline-flex h-10 min-w-10 animate-appear items-center justify-center gap-1.5 rounded-full border border-line bg-chip px-2 font-medium text-preview text-text shadow-raised hover:bg-hover pointer-coarse:h-11 pointer-coarse:min-w-11"
    >
      {count === 0 ? null : <span className="ps-2">{label}</span>}
      <ArrowDown aria-hidden="true" size={20} />
    </button>
  );
}
