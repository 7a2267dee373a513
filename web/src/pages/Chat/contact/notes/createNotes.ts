import { type ContactCard, maxNotesLength } from '@erp-whatsapp/shared/contact';
import type { Answer } from '#lib/socket/connection.ts';
import type { KeptNotes } from './keptNotes.ts';

const saveAfterMs = 800;

/** What is in the field, what became of it, and what somebody else wrote meanwhile. */
export type NotesState = {
  text: string;
  phase: 'unchanged' | 'waiting' | 'saving' | 'saved' | 'failed' | 'tooLong' | 'conflict';
  /** Why the last save failed. */
  why: string | null;
  /** What the server has where that is not what the text was made from. */
  theirs: ContactCard | null;
};

type Parts = {
  card: ContactCard;
  kept: KeptNotes;
  save: (change: { notes: string; notesRevision: number }) => Promise<Answer<'update_contact'>>;
  /** Has the card read again; it comes by `take`. */
  readAgain: () => Promise<Answer<'get_contact'>>;
  sayWhy: (refusal: { code: string; error: string }) => string;
};

/**
 * Notes while somebody writes them: saved a moment after the last key, kept in this browser until they are, and never over
 * what somebody else wrote.
 */
export function createNotes({ card, kept, save, readAgain, sayWhy }: Parts) {
  const listeners = new Set<() => void>();
  let base = { text: card.notes, revision: card.notesRevision };
  let state: NotesState = { text: card.notes, phase: 'unchanged', why: null, theirs: null };
  let timer: ReturnType<typeof setTimeout> | null = null;
  /** What is on its way to the server. */
  let sending: string | null = null;
  restore();

  return {
    getState: () => state,
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },

    /** Somebody typed. */
    change(text: string): void {
      kept.write(text === base.text ? null : { text, revision: base.revision });
      set({ text, why: null, ...(state.theirs === null ? { phase: 'waiting' } : {}) });
      if (state.theirs === null) saveSoon();
    },

    /** Saves what is there at once, where there is something to save. */
    saveNow,

    take,

    /** Goes on with one of both texts, or with both. */
    resolve(choice: 'mine' | 'theirs' | 'both'): void {
      const { theirs } = state;
      if (theirs === null) return;
      base = { text: theirs.notes, revision: theirs.notesRevision };
      const text = { mine: state.text, theirs: theirs.notes, both: `${theirs.notes}\n\n${state.text}` }[choice];
      kept.write(text === base.text ? null : { text, revision: base.revision });
      set({ text, theirs: null, phase: text === base.text ? 'unchanged' : 'waiting' });
      void saveNow();
    },
  };

  /** What was written before a reload. */
  function restore(): void {
    const before = kept.read();
    if (before === null) return;
    if (before.text === base.text) {
      kept.write(null);
      return;
    }
    if (before.revision === base.revision) {
      state = { ...state, text: before.text, phase: 'waiting' };
      saveSoon();
    } else state = { ...state, text: before.text, phase: 'conflict', theirs: card };
  }

  /** What the server says now. */
  function take(told: ContactCard): void {
    const theirs = { text: told.notes, revision: told.notesRevision };
    // Of ours, told before its answer came.
    const isOurs = theirs.text === sending || theirs.text === state.text;
    if (theirs.revision === base.revision && theirs.text === base.text) return;
    if (isOurs || state.text === base.text) {
      const wasUnchanged = state.text === base.text;
      base = theirs;
      if (wasUnchanged) set({ text: theirs.text, theirs: null });
      else if (state.text === theirs.text) {
        kept.write(null);
        set({ theirs: null, phase: 'saved' });
      }
      return;
    }
    if (sending === null) set({ theirs: told, phase: 'conflict' });
  }

  function saveSoon(): void {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => void saveNow(), saveAfterMs);
  }

  async function saveNow(): Promise<void> {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const { text } = state;
    if (state.theirs !== null || sending !== null || text === base.text) {
      if (state.phase === 'waiting' && text === base.text) set({ phase: 'unchanged' });
      return;
    }
    if (text.length > maxNotesLength) {
      set({ phase: 'tooLong' });
      return;
    }
    sending = text;
    set({ phase: 'saving', why: null });
    const answer = await save({ notes: text, notesRevision: base.revision });
    sending = null;
    if (answer.success) await takeSaved(answer.contact, text);
    else if (answer.code === 'CONFLICT') await showTheirs();
    else set({ phase: 'failed', why: sayWhy(answer) });
  }

  async function takeSaved(contact: ContactCard, text: string): Promise<void> {
    base = { text: contact.notes, revision: contact.notesRevision };
    if (state.text === text) {
      kept.write(null);
      set({ phase: 'saved' });
      return;
    }
    kept.write({ text: state.text, revision: base.revision });
    await saveNow();
  }

  async function showTheirs(): Promise<void> {
    const answer = await readAgain();
    if (answer.success) take(answer.contact);
    else set({ phase: 'failed', why: sayWhy(answer) });
  }

  function set(change: Partial<NotesState>): void {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  }
}

export type NotesEditor = ReturnType<typeof createNotes>;
