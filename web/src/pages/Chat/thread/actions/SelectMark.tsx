import { Checkbox } from '@base-ui/react/checkbox';
import { Check } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import '#lib/texts/later.ts';

/**
 * Whether a message is chosen. It stands in the row's margin, on narrow windows on the side that the bubble leaves free, so
 * that no bubble moves. A click anywhere in the row counts, so it has none of its own.
 */
export function SelectMark({ isOn, isOutgoing, isRunEnd }: Record<'isOn' | 'isOutgoing' | 'isRunEnd', boolean>) {
  const { t } = useTranslation();
  const side = isOutgoing ? 'start-3' : 'max-wide:end-3 wide:start-3';
  return (
    <span className={`absolute top-0.5 flex items-center ${side} ${isRunEnd ? 'bottom-2.5' : 'bottom-0'}`}>
      <Checkbox.Root
        checked={isOn}
        tabIndex={-1}
        aria-label={t('select.mark')}
        className="inline-flex size-6 items-center justify-center rounded-md border-2 border-field-line bg-surface text-on-accent data-checked:border-accent data-checked:bg-accent"
      >
        <Checkbox.Indicator>
          <Check aria-hidden="true" size={16} strokeWidth={3} />
        </Checkbox.Indicator>
      </Checkbox.Root>
    </span>
  );
}
