import type { ApiKey } from '@erp-whatsapp/shared/apiKey';
import { KeyRound, Plus } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLoaded } from '#hooks/useLoaded.ts';
import { Button } from '#ui/Button.tsx';
import { ConfirmDialog } from '../ConfirmDialog.tsx';
import { LoadFailed } from '../LoadFailed.tsx';
import { RowsSkeleton } from '../RowsSkeleton.tsx';
import { SettingsFrame } from '../SettingsFrame.tsx';
import { tellDone } from '../tellDone.tsx';
import { KeyRow } from './KeyRow.tsx';
import { useKeyCalls } from './keyCalls.ts';
import { MakeKey } from './MakeKey.tsx';

/** Keys for programs: for admins. */
export function ApiKeysPage() {
  const { t } = useTranslation();
  const calls = useKeyCalls();
  const { loaded, retry, change } = useLoaded(calls.keys);
  const [isMaking, setIsMaking] = useState(false);
  const [revoked, setRevoked] = useState<ApiKey | null>(null);
  const makeButton = useRef<HTMLButtonElement>(null);
  const keys = loaded.status === 'ready' ? loaded.value : [];

  const revoke = async ({ id, name }: ApiKey) => {
    await calls.revoke(id);
    change((before) => before.filter((key) => key.id !== id));
    setRevoked(null);
    tellDone(t('settings.apiKeys.revoked', { name }));
  };

  return (
    <SettingsFrame
      title={t('settings.apiKeys.title')}
      intro={t('settings.apiKeys.intro')}
      action={
        <Button ref={makeButton} look="primary" onClick={() => setIsMaking(true)}>
          <Plus aria-hidden="true" size={18} />
          {t('settings.apiKeys.make')}
        </Button>
      }
    >
      <div className="rounded-2xl border border-line bg-surface px-3 py-1 wide:px-5">
        {loaded.status === 'loading' ? <RowsSkeleton rows={2} /> : null}
        {loaded.status === 'failed' ? (
          <div className="py-4">
            <LoadFailed why={loaded.why} onRetry={retry} />
          </div>
        ) : null}
        {loaded.status === 'ready' && keys.length === 0 ? <NoKeys onMake={() => setIsMaking(true)} /> : null}
        {keys.length > 0 ? (
          <ul aria-label={t('settings.apiKeys.list')} className="divide-y divide-line">
            {keys.map((key) => (
              <KeyRow key={key.id} apiKey={key} onRevoke={() => setRevoked(key)} />
            ))}
          </ul>
        ) : null}
      </div>
      {isMaking ? (
        <MakeKey
          onMake={async (wanted) => {
            const { key, ...made } = await calls.make(wanted);
            change((before) => [...before, made]);
            return key;
          }}
          onClose={() => setIsMaking(false)}
        />
      ) : null}
      {revoked === null ? null : (
        <ConfirmDialog
          title={t('settings.apiKeys.revokeAsk', { name: revoked.name })}
          confirmLabel={t('settings.apiKeys.revoke')}
          isDanger
          onConfirm={() => revoke(revoked)}
          onClose={() => setRevoked(null)}
          finalFocus={makeButton}
        >
          <p>{t('settings.apiKeys.revokeHint')}</p>
        </ConfirmDialog>
      )}
    </SettingsFrame>
  );
}

function NoKeys({ onMake }: { onMake: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-col items-center gap-3 px-6 py-10 text-center">
      <span className="inline-flex size-12 items-center justify-center rounded-full bg-sunken text-muted">
        <KeyRound aria-hidden="true" size={22} strokeWidth={1.9} />
      </span>
      <p className="font-medium text-name">{t('settings.apiKeys.none')}</p>
      <p className="max-w-sm text-muted text-preview">{t('settings.apiKeys.noneHint')}</p>
      <Button onClick={onMake}>{t('settings.apiKeys.make')}</Button>
    </div>
  );
}
