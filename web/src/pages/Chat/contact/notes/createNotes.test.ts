import type { ContactCard } from '@erp-whatsapp/shared/contact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeCard } from '#testing/factories.ts';
import { createNotes } from './createNotes.ts';
import { createKeptNotes } from './keptNotes.ts';

/** Notes as the server has them, and as one browser writes them. */
function open({ card = makeCard(), owner = 'w1/u1' } = {}) {
  const server = { card, isAway: false, saves: 0 };
  const save = async ({ notes, notesRevision }: { notes: string; notesRevision: number }) => {
    server.saves += 1;
    if (server.isAway) return { success: false, code: 'NO_ANSWER', error: 'away' } as const;
    if (notesRevision !== server.card.notesRevision) return { success: false, code: 'CONFLICT', error: 'x' } as const;
    server.card = { ...server.card, notes, notesRevision: notesRevision + 1 };
    return { success: true, contact: server.card } as const;
  };
  const reopen = () =>
    createNotes({
      card: server.card,
      kept: createKeptNotes(owner, card.id),
      save,
      readAgain: async () => ({ success: true, contact: server.card }),
      sayWhy: ({ error }) => error,
    });
  /** What somebody else saves. */
  const writeElsewhere = (notes: string): ContactCard => {
    const by = { id: 'u2', name: 'Noor' };
    server.card = { ...server.card, notes, notesRevision: server.card.notesRevision + 1, notesUpdatedBy: by };
    return server.card;
  };
  return { server, editor: reopen(), reopen, writeElsewhere };
}

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
});
afterEach(() => vi.useRealTimers());

const settle = () => vi.advanceTimersByTimeAsync(800);

describe('notes', () => {
  it('are saved 800 ms after the last key, once', async () => {
    const { server, editor } = open();
    editor.change('Likes');
    await vi.advanceTimersByTimeAsync(799);
    editor.change('Likes tea');
    await vi.advanceTimersByTimeAsync(799);
    expect(server.saves).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(server).toMatchObject({ saves: 1, card: { notes: 'Likes tea' } });
    expect(editor.getState()).toMatchObject({ phase: 'saved', text: 'Likes tea' });
  });

  it('that are typed while others are on their way are saved after them', async () => {
    const { server, editor } = open();
    editor.change('One');
    const saving = editor.saveNow();
    editor.change('One and two');
    await saving;
    expect(server).toMatchObject({ saves: 2, card: { notes: 'One and two' } });
  });

  it('are there again after a reload, and saved then', async () => {
    const { server, editor, reopen } = open();
    server.isAway = true;
    editor.change('Likes tea');
    await settle();
    expect(editor.getState()).toMatchObject({ phase: 'failed', why: 'away', text: 'Likes tea' });
    server.isAway = false;
    const again = reopen();
    expect(again.getState().text).toBe('Likes tea');
    await settle();
    expect(server.card.notes).toBe('Likes tea');
    expect(reopen().getState()).toMatchObject({ phase: 'unchanged', text: 'Likes tea' });
  });

  it('follow what somebody else writes, unless something else is being written', async () => {
    const { editor, writeElsewhere } = open();
    editor.take(writeElsewhere('Pays late'));
    expect(editor.getState()).toMatchObject({ text: 'Pays late', theirs: null });
    editor.change('Mine');
    editor.take(writeElsewhere('Theirs'));
    expect(editor.getState()).toMatchObject({ phase: 'conflict', text: 'Mine', theirs: { notes: 'Theirs' } });
  });

  it('are not taken for somebody else’s when word of them comes before their answer', async () => {
    const { server, editor } = open();
    editor.change('Mine');
    const saving = editor.saveNow();
    editor.take({ ...server.card, notes: 'Mine', notesRevision: 1 });
    await saving;
    expect(editor.getState()).toMatchObject({ phase: 'saved', theirs: null });
  });

  it.each([
    ['mine', 'Mine'],
    ['theirs', 'Theirs'],
    ['both', 'Theirs\n\nMine'],
  ] as const)('of two people are both there until one chooses: %s', async (choice, result) => {
    const { server, editor, reopen, writeElsewhere } = open();
    writeElsewhere('Theirs');
    editor.change('Mine');
    await settle();
    expect(editor.getState()).toMatchObject({ phase: 'conflict', text: 'Mine', theirs: { notes: 'Theirs' } });
    expect(server.card.notes).toBe('Theirs');
    // Also after a reload, and nothing is saved by itself.
    const again = reopen();
    await settle();
    expect(again.getState()).toMatchObject({ phase: 'conflict', text: 'Mine', theirs: { notes: 'Theirs' } });
    again.resolve(choice);
    await settle();
    expect(again.getState()).toMatchObject({ text: result, theirs: null });
    expect(server.card.notes).toBe(result);
  });

  it('that are too long are not sent, and not lost', async () => {
    const { server, editor, reopen } = open();
    editor.change('x'.repeat(4_001));
    await settle();
    expect(editor.getState().phase).toBe('tooLong');
    expect(server.saves).toBe(0);
    expect(reopen().getState().text).toHaveLength(4_001);
  });

  it('of another person in this browser are not shown', async () => {
    const { server, editor } = open();
    server.isAway = true;
    editor.change('Mine');
    expect(open({ owner: 'w1/u2' }).editor.getState().text).toBe('');
  });
});
