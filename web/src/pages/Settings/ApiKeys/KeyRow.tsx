import type { ApiKey } from '@erp-whatsapp/shared/apiKey';
import { KeyRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { formatAgo, formatDate } from '#lib/formatting/ago.ts';
import { formatExact } from '#lib/formatting/time.ts';
import { Button } from '#ui/Button.tsx';
import { Chip } from '#ui/Chip.tsx';

/** A key, as far as it is shown after it was made. */
export function KeyRow({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke: () => void }) {
  const { t } = useTranslation();
  const { name, role, createdAt, lastUsedAt } = apiKey;
  return (
    <li className="flex min-h-18 items-center gap-3 py-2 wide:gap-4">
      <span className="inline-flex size-10 shrink-0 items-center justify-center rounded-full bg-sunken text-muted">
        <KeyRound aria-hidden="true" size={20} strokeWidth={1.9} />
      </span>
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span dir="auto" className="min-w-0 font-medium text-name wrap-anywhere">
            {name}
          </span>
          <Chip>{t(`settings.roles.${role}`)}</Chip>
        </div>
        <p className="flex flex-wrap gap-x-3 text-muted text-preview">
          <span title={formatExact(createdAt)}>{t('settings.apiKeys.made', { when: formatDate(createdAt) })}</span>
          {lastUsedAt === null ? (
            <span>{t('settings.apiKeys.neverUsed')}</span>
          ) : (
            <span title={formatExact(lastUsedAt)}>
              {t('settings.apiKeys.used', { when: formatAgo(lastUsedAt, Date.now()) ?? t('app.justNow') })}
            </span>
          )}
        </p>
      </div>
      <Button look="danger" aria-label={t('settings.apiKeys.revokeLabel', { name })} onClick={onRevoke}>
        {t('settings.apiKeys.revoke')}
      </Button>
    </li>
  );
}
