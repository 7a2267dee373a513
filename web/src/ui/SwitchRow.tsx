import { Switch } from '@base-ui/react/switch';
import { type ReactNode, useId } from 'react';

type SwitchRowProps = {
  label: string;
  hint: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  /** What else can be done with it. */
  action?: ReactNode;
};

/** Something that is on or off. Holds at once. */
export function SwitchRow({ label, hint, isOn, onChange, action }: SwitchRowProps) {
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
        onCheckedChange={onChange}
        aria-labelledby={id}
        aria-describedby={`${id}-hint`}
        className="inline-flex h-11 w-12 shrink-0 cursor-pointer items-center rounded-full"
      >
        <span
          className={`flex h-7 w-12 items-center rounded-full border p-0.5 transition-colors duration-80 ${isOn ? 'justify-end border-accent bg-accent' : 'border-field-line bg-sunken'}`}
        >
          <Switch.Thumb className={`size-5 rounded-full ${isOn ? 'bg-on-accent' : 'bg-field-line'}`} />
        </span>
      </Switch.Root>
    </div>
  );
}
