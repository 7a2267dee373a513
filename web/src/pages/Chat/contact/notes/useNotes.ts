import type { ContactCard } from '@erp-whatsapp/shared/contact';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { readCard, saveCard } from '#store/contactCards.ts';
import { useAppStore } from '#store/hooks.ts';
import { selectOwner } from '#store/keeping.ts';
import { sayWhy } from '../sayWhy.ts';
import { createNotes, type NotesEditor, type NotesState } from './createNotes.ts';
import { createKeptNotes } from './keptNotes.ts';

/** The notes of one contact while they are on the screen. @param contactId the id that the card was asked for under */
export function useNotes(
  contactId: string,
  { card, isReachable }: { card: ContactCard; isReachable: boolean },
): { state: NotesState; editor: NotesEditor } {
  const { dispatch, getState } = useAppStore();
  const [editor] = useState(() =>
    createNotes({
      card,
      kept: createKeptNotes(selectOwner(getState()) ?? '', contactId),
      save: (change) => dispatch(saveCard({ contactId, ...change })),
      readAgain: () => dispatch(readCard(contactId)),
      sayWhy,
    }),
  );
  const state = useSyncExternalStore(editor.subscribe, editor.getState);
  useEffect(() => editor.take(card), [editor, card]);
  useEffect(() => {
    if (isReachable) void editor.saveNow();
  }, [editor, isReachable]);
  useEffect(() => () => void editor.saveNow(), [editor]);
  return { state, editor };
}
