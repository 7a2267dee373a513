import type { ManagedUser } from '@erp-whatsapp/shared/user';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLoaded } from '#hooks/useLoaded.ts';
import { useAppSelector } from '#store/hooks.ts';
import { Button } from '#ui/Button.tsx';
import { LoadFailed } from '../LoadFailed.tsx';
import { RowsSkeleton } from '../RowsSkeleton.tsx';
import { SettingsFrame } from '../SettingsFrame.tsx';
import { tellDone } from '../tellDone.tsx';
import { AddPerson } from './AddPerson.tsx';
import { PersonRow } from './PersonRow.tsx';
import { type PersonQuestion, QuestionDialog } from './QuestionDialog.tsx';
import { useTeamCalls } from './teamCalls.ts';

/** Who works here: for admins. */
export function TeamPage() {
  const { t } = useTranslation();
  const calls = useTeamCalls();
  const { loaded, retry, change } = useLoaded(calls.people);
  const ownId = useAppSelector(({ auth }) => (auth.status === 'signedIn' ? auth.user.id : null));
  const [isAdding, setIsAdding] = useState(false);
  const [question, setQuestion] = useState<PersonQuestion | null>(null);

  const take = (person: ManagedUser) =>
    change((people) => people.map((before) => (before.id === person.id ? person : before)));
  const setActive = async ({ id, name }: ManagedUser, active: boolean) => {
    take(await calls.change(id, { active }));
    const undo = async () => take(await calls.change(id, { active: !active }));
    tellDone(t(active ? 'settings.team.activated' : 'settings.team.deactivated', { name }), undo);
  };
  const setRole = async ({ id, name, role: before }: ManagedUser) => {
    const role = before === 'admin' ? 'agent' : 'admin';
    take(await calls.change(id, { role }));
    const undo = async () => take(await calls.change(id, { role: before }));
    tellDone(t(role === 'admin' ? 'settings.team.nowAdmin' : 'settings.team.nowAgent', { name }), undo);
  };

  return (
    <SettingsFrame
      title={t('settings.team.title')}
      intro={t('settings.team.intro')}
      action={
        <Button look="primary" onClick={() => setIsAdding(true)}>
          <UserPlus aria-hidden="true" size={18} />
          {t('settings.team.add')}
        </Button>
      }
    >
      <div className="rounded-2xl border border-line bg-surface px-3 py-1 wide:px-5">
        {loaded.status === 'loading' ? <RowsSkeleton rows={3} /> : null}
        {loaded.status === 'failed' ? (
          <div className="py-4">
            <LoadFailed why={loaded.why} onRetry={retry} />
          </div>
        ) : null}
        {loaded.status === 'ready' ? (
          <ul aria-label={t('settings.team.list')} className="divide-y divide-line">
            {loaded.value.map((person) => (
              <PersonRow
                key={person.id}
                person={person}
                isSelf={person.id === ownId}
                onAsk={(what) => setQuestion({ what, person })}
                onActivate={() => setActive(person, true)}
              />
            ))}
          </ul>
        ) : null}
      </div>
      {loaded.status === 'ready' && loaded.value.length === 1 ? <Alone onAdd={() => setIsAdding(true)} /> : null}
      {isAdding ? (
        <AddPerson
          onAdd={async (wanted) => {
            const made = await calls.add(wanted);
            change((people) => [...people, made]);
            return made;
          }}
          onClose={() => setIsAdding(false)}
        />
      ) : null}
      {question === null ? null : (
        <QuestionDialog
          question={question}
          onRole={setRole}
          onDeactivate={(person) => setActive(person, false)}
          onPassword={async ({ id }, password) => take(await calls.change(id, { password }))}
          onClose={() => setQuestion(null)}
        />
      )}
    </SettingsFrame>
  );
}

function Alone({ onAdd }: { onAdd: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-col items-center gap-3 px-6 py-8 text-center">
      <p className="font-medium text-name">{t('settings.team.alone')}</p>
      <p className="max-w-sm text-muted text-preview">{t('settings.team.aloneHint')}</p>
      <Button onClick={onAdd}>{t('settings.team.add')}</Button>
    </div>
  );
}
