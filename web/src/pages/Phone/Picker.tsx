import { useId } from 'react';
import { usePhoneFormat } from '#lib/formatting/phone.ts';

type PickerProps = {
  label: string;
  options: readonly { phoneNumber: string; name: string }[];
  value: string;
  onChange: (phoneNumber: string) => void;
};

/** Chooses one of the phones. */
export function Picker({ label, options, value, onChange }: PickerProps) {
  const id = useId();
  const formatPhone = usePhoneFormat();
  return (
    <div className="flex min-w-0 flex-1 flex-col">
      <label htmlFor={id} className="text-muted text-time">
        {label}
      </label>
      <select
        id={id}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="h-9 w-full min-w-0 truncate rounded-lg bg-transparent font-medium text-name"
      >
        {options.map(({ phoneNumber, name }) => (
          <option key={phoneNumber} value={phoneNumber} className="bg-surface text-text">
            {name === '' || name === phoneNumber ? formatPhone(phoneNumber) : `${name}, ${formatPhone(phoneNumber)}`}
          </option>
        ))}
      </select>
    </div>
  );
}
