import { Switch } from '@base-ui/react/switch';
import { type ReactNode, useId } from 'react';
import { Spinner } from './Spinner.tsx';

type SwitchRowProps = {
  label: string;
  hint: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  /** Whether what it was set to last is still being done; until then it can't be set again. */
  isBusy?: boolean;
  /** What else can be done with it. */
  action?: ReactNode;
};

/** Something that is on or off. Shows at once what it is set to. */
export function SwitchRow({ label, hint, isOn, onChange, isBusy = false, action }: SwitchRowProps) {
  const id = useId();
  return (
    <div className="flex items-start gap-4">
      <span className="min-w-0 flex-1">
        <span id={id} className="block font-medium text-preview">
          {label}
        </span>
        <span id={`${id}-hint`} className="block text-muted text-preview">
          {hint}
        </span>
        {action === undefined ? null : <span className="mt-2 block">{action}</span>}
      </span>
      <Switch.Root
        checked={isOn}
        onCheckedChange={(next) => (isBusy ? undefined : onChange(next))}
        aria-busy={isBusy || undefined}
        aria-labelledby={id}
        aria-describedby={`${id}-hint`}
        className="inline-flex h-11 w-12 shrink-0 cursor-pointer items-center rounded-full"
      >
        <span
          className={`flex h-7 w-12 items-center rounded-full border p-0.5 transition-colors duration-80 ${isOn ? 'justify-end border-accent bg-accent' : 'border-field-line bg-sunken'}`}
        >
          <Switch.Thumb
            className={`flex size-5 items-center justify-center rounded-full ${isOn ? 'bg-on-accent text-accent' : 'bg-field-line text-surface'}`}
          >
            {isBusy ? <Spinner size={14} /> : null}
          </Switch.Thumb>
        </span>
      </Switch.Root>
    </div>
  );
}
