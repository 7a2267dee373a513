import { useId } from 'react';

type Option<Value> = { value: Value; label: string; hint?: string };
type ChoiceProps<Value> = {
  label: string;
  /** What is around says it already to whoever sees it. */
  isLabelHidden?: boolean;
  value: Value;
  options: readonly Option<Value>[];
  onChange: (value: Value) => void;
};

/** One of a few, all of them in view. Holds as soon as it is chosen. */
export function Choice<Value extends string | number>({
  label,
  isLabelHidden = false,
  value,
  options,
  onChange,
}: ChoiceProps<Value>) {
  const name = useId();
  return (
    <fieldset>
      <legend className={isLabelHidden ? 'sr-only' : 'mb-1.5 font-medium text-preview'}>{label}</legend>
      <div className="grid gap-2 sm:auto-cols-fr sm:grid-flow-col">
        {options.map(({ value: each, label: eachLabel, hint }) => (
          <label
            key={each}
            className={`flex min-h-11 cursor-pointer items-center gap-3 rounded-lg border px-3 py-2 ${each === value ? 'border-accent bg-hover' : 'border-field-line'} has-focus-visible:outline-2 has-focus-visible:outline-accent-text has-focus-visible:outline-offset-2`}
          >
            <input
              type="radio"
              name={name}
              checked={each === value}
              onChange={() => onChange(each)}
              aria-describedby={hint === undefined ? undefined : `${name}-${each}`}
              className="size-4 shrink-0 accent-accent outline-none"
            />
            <span className="min-w-0">
              <span className="block font-medium text-preview wrap-anywhere">{eachLabel}</span>
              {hint === undefined ? null : (
                <span id={`${name}-${each}`} className="block text-muted text-preview">
                  {hint}
                </span>
              )}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
