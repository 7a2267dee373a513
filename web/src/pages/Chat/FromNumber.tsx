import { ChevronDown } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { usePhoneFormat } from '#lib/formatting/phone.ts';
import { useAppSelector } from '#store/hooks.ts';

type FromNumberProps = { value: string | null; onChange: (channelId: string) => void };

/** Which of the business's numbers writes: those that are linked, and the chosen one. */
export function FromNumber({ value, onChange }: FromNumberProps) {
  const { t } = useTranslation();
  const formatPhone = usePhoneFormat();
  const id = useId();
  const channels = useAppSelector(({ channels: { status } }) => status?.channels);
  const offered = channels?.filter(
    ({ channelId, isLinked, isActive }) => channelId === value || (isLinked && isActive),
  );
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="font-medium text-preview">
        {t('numbers.from')}
      </label>
      <span className="relative">
        <select
          id={id}
          value={value ?? undefined}
          onChange={({ target }) => onChange(target.value)}
          className="h-11 w-full appearance-none truncate rounded-lg border border-field-line bg-surface ps-3 pe-10 text-name"
        >
          {offered?.map(({ channelId, name, phoneNumber }) => (
            <option key={channelId} value={channelId}>
              {phoneNumber === null ? name : `${name} (\u2066${formatPhone(phoneNumber)}\u2069)`}
            </option>
          ))}
        </select>
        <ChevronDown aria-hidden="true" size={18} className="pointer-events-none absolute end-3 top-3 text-muted" />
      </span>
    </div>
  );
}
