import '#lib/zodWithoutEval.ts';
import { workspaceSchema } from '@erp-whatsapp/shared/user';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useLoaded } from '#hooks/useLoaded.ts';
import { reads } from '#lib/api/reads.ts';
import { useApi } from '#providers/api-provider.tsx';
import { renameWorkspace } from '#store/auth.ts';
import { useAppDispatch } from '#store/hooks.ts';
import { Section } from '#ui/Section.tsx';
import { Skeleton } from '#ui/Skeleton.tsx';
import { LoadFailed } from '../LoadFailed.tsx';
import { RenameForm } from '../RenameForm.tsx';
import { SettingsFrame } from '../SettingsFrame.tsx';

const path = '/api/workspace';
const read = reads(workspaceSchema);

export function WorkspacePage() {
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const { request } = useApi();
  const { loaded, retry, change } = useLoaded(useCallback(() => request({ method: 'GET', path, read }), [request]));

  const rename = async (name: string) => {
    const renamed = await request({ method: 'PATCH', path, body: { name }, read });
    change(() => renamed);
    dispatch(renameWorkspace(renamed.name));
  };

  return (
    <SettingsFrame title={t('settings.workspace.title')} intro={t('settings.workspace.intro')}>
      <Section title={t('settings.workspace.title')}>
        {loaded.status === 'loading' ? <Skeleton className="h-38 w-full" /> : null}
        {loaded.status === 'failed' ? <LoadFailed why={loaded.why} onRetry={retry} /> : null}
        {loaded.status === 'ready' ? (
          <RenameForm
            label={t('settings.workspace.name')}
            hint={t('settings.workspace.nameHint')}
            name={loaded.value.name}
            autoComplete="organization"
            onRename={rename}
          />
        ) : null}
      </Section>
    </SettingsFrame>
  );
}
