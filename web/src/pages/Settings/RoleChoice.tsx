import type { Role } from '@erp-whatsapp/shared/user';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';

const roles: readonly Role[] = ['agent', 'admin'];

/** What somebody, or a key, may do. */
export function RoleChoice({ value, onChange }: { value: Role; onChange: (role: Role) => void }) {
  const { t } = useTranslation();
  const name = useId();
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 font-medium text-preview">{t('settings.roleLabel')}</legend>
      <div className="flex flex-col gap-2">
        {roles.map((role) => (
          <label
            key={role}
            className={`flex min-h-11 cursor-pointer items-start gap-3 rounded-lg border px-3 py-2.5 ${value === role ? 'border-accent bg-hover' : 'border-field-line'} has-focus-visible:outline-2 has-focus-visible:outline-accent-text has-focus-visible:outline-offset-2`}
          >
            <input
              type="radio"
              name={name}
              checked={value === role}
              onChange={() => onChange(role)}
              aria-describedby={`${name}-${role}`}
              className="mt-0.5 size-4 shrink-0 accent-accent outline-none"
            />
            <span>
              <span className="block font-medium text-preview">{t(`settings.roles.${role}`)}</span>
              <span id={`${name}-${role}`} className="block text-muted text-preview">
                {t(`settings.roles.${role}Can`)}
              </span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
