import { type ContactCard, maxNotesLength } from '@erp-whatsapp/shared/contact';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '#hooks/useNow.ts';
import { formatAgo } from '#lib/formatting/ago.ts';
import { formatExact } from '#lib/formatting/time.ts';
import { NotesConflict } from './NotesConflict.tsx';
import { NotesStatus } from './NotesStatus.tsx';
import { useNotes } from './useNotes.ts';

const countFrom = maxNotesLength - 200;

type NotesProps = { contactId: string; card: ContactCard; isReachable: boolean };

/** What the team writes down of a customer. It saves itself. */
export function Notes({ contactId, card, isReachable }: NotesProps) {
  const { t } = useTranslation();
  const id = useId();
  const { state, editor } = useNotes(contactId, { card, isReachable });
  const left = maxNotesLength - state.text.length;
  return (
    <section className="mt-8">
      <div className="flex items-baseline justify-between gap-4">
        <label htmlFor={id} className="font-medium text-preview">
          {t('contact.notes')}
        </label>
        {state.text.length < countFrom ? null : (
          <span className={`text-time tabular-nums ${left < 0 ? 'font-medium text-error' : 'text-muted'}`}>{left}</span>
        )}
      </div>
      <div
        className="grow-with-text mt-2 max-h-96 min-h-29 overflow-y-auto rounded-lg border border-field-line bg-surface text-message focus-within:outline-2 focus-within:outline-accent-text max-wide:text-[1rem] [&::after]:px-3 [&::after]:py-2"
        data-text={state.text}
      >
        <textarea
          id={id}
          dir="auto"
          readOnly={!isReachable}
          placeholder={t('contact.notesHint')}
          aria-describedby={`${id}-note`}
          value={state.text}
          onChange={(event) => editor.change(event.target.value)}
          onBlur={() => void editor.saveNow()}
          className="resize-none overflow-hidden bg-transparent px-3 py-2 outline-none placeholder:text-muted"
        />
      </div>
      <div id={`${id}-note`} className="mt-1 flex min-h-5 flex-wrap justify-between gap-x-4 text-muted text-time">
        <NotesStatus state={state} onTryAgain={() => void editor.saveNow()} />
        <LastWritten card={card} />
      </div>
      {state.theirs === null ? null : <NotesConflict theirs={state.theirs} onChoose={editor.resolve} />}
    </section>
  );
}

function LastWritten({ card: { notesUpdatedAt: at, notesUpdatedBy: by } }: { card: ContactCard }) {
  const { t } = useTranslation();
  const now = useNow(60_000);
  if (at === null || by === null) return null;
  return (
    <span className="ms-auto" title={formatExact(at)}>
      {t('contact.writtenBy', { name: by.name, when: formatAgo(at, now) ?? t('app.justNow') })}
    </span>
  );
}
