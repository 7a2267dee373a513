import { Copy, X } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/Button.tsx';
import { IconButton } from '#ui/IconButton.tsx';

type SelectionBarProps = { count: number; onCopy: (bar: HTMLElement) => void; onStop: () => void };

/** Lies over the composer, so that the messages stay where they are. */
export function SelectionBar({ count, onCopy, onStop }: SelectionBarProps) {
  const { t } = useTranslation();
  const bar = useRef<HTMLElement>(null);
  return (
    <section
      ref={bar}
      aria-label={t('select.bar')}
      className="absolute inset-0 z-10 flex animate-appear items-center gap-3 border-line border-t bg-surface px-3 wide:px-4"
    >
      <IconButton icon={X} label={t('select.cancel')} onClick={onStop} />
      <div className="min-w-0 flex-1">
        <p role="status" className="font-medium tabular-nums">
          {t('select.count', { count })}
        </p>
        <p className="truncate text-muted text-time pointer-coarse:hidden">{t('select.hint')}</p>
      </div>
      <Button look="primary" disabled={count === 0} onClick={() => bar.current && onCopy(bar.current)}>
        <Copy aria-hidden="true" size={18} />
        {t('select.copy')}
      </Button>
    </section>
  );
}
