import { act, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeCard, makeChannel, makeConnectionStatus, makeConversation, makeMessage } from '#testing/factories.ts';
import { renderApp } from '#testing/renderApp.tsx';
import { fail, type TestServer } from '#testing/startServer.ts';

// Room for the panel beside the thread. Over it, it is a step of the browser's history, which only a browser has.
beforeEach(() => void Object.assign(window, { innerWidth: 1_400 }));
afterEach(() => void Object.assign(window, { innerWidth: 1_024 }));

const fill = (server: TestServer) => {
  server.conversations = [makeConversation()];
  server.messages = [makeMessage({ content: 'Hello' })];
  server.cards = [makeCard()];
};

/** The console with Ana's thread and panel open. */
async function openPanel(prepare: (server: TestServer) => void = () => undefined) {
  const app = await renderApp({
    path: '/chat/c1',
    prepare: (server) => {
      fill(server);
      prepare(server);
    },
  });
  // The first test waits for all that is loaded lazily.
  await app.user.click(await screen.findByRole('button', { name: 'Ana' }, { timeout: 10_000 }));
  return { ...app, panel: await screen.findByRole('complementary', { name: 'Contact' }) };
}

const readNotes = (panel: HTMLElement) =>
  within(panel).getByRole<HTMLTextAreaElement>('textbox', { name: 'Notes' }).value;

describe('the contact panel', () => {
  it('opens by a click on the name, and shows who it is and since when', async () => {
    const { panel } = await openPanel((server) => {
      const notes = { notes: 'Likes tea', notesRevision: 1, notesUpdatedBy: { id: 'u2', name: 'Noor' } };
      server.cards = [
        makeCard({ ...notes, name: 'Ms. Lima', givenName: 'Ms. Lima', notesUpdatedAt: new Date().toISOString() }),
      ];
    });
    expect(await within(panel).findByText('Ms. Lima')).toBeTruthy();
    expect(within(panel).getByText('On WhatsApp: Ana')).toBeTruthy();
    expect(await within(panel).findByText('+49 1511 2345678')).toBeTruthy();
    expect(readNotes(panel)).toBe('Likes tea');
    expect(within(panel).getByText('Noor, just now')).toBeTruthy();
    expect(within(panel).getByText('First message')).toBeTruthy();
    // With one number alone it goes without saying which one answers.
    expect(within(panel).queryByRole('heading', { name: 'Conversations' })).toBeNull();
    expect(document.activeElement).toBe(panel);
  });

  it('closes with Escape, and the focus is where it was', async () => {
    const { user } = await openPanel();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('complementary', { name: 'Contact' })).toBeNull());
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Ana' })));
  });

  it('opens and closes with its key', async () => {
    const { user } = await openPanel();
    await user.keyboard('{Alt>}i{/Alt}');
    await waitFor(() => expect(screen.queryByRole('complementary', { name: 'Contact' })).toBeNull());
    await user.keyboard('{Alt>}i{/Alt}');
    expect(await screen.findByRole('complementary', { name: 'Contact' })).toBeTruthy();
  });

  it('stays open for the next visit, and then leaves the focus alone', async () => {
    const { server, closeTab } = await openPanel();
    closeTab();
    await renderApp({ path: '/chat/c1', server });
    const panel = await screen.findByRole('complementary', { name: 'Contact' });
    expect(await within(panel).findByRole('textbox', { name: 'Notes' })).toBeTruthy();
    expect(document.activeElement).not.toBe(panel);
  });

  it('is not there for a number that was never written to', async () => {
    localStorage.setItem('contactPanel', 'open');
    await renderApp({ path: '/chat/+4915199999999', prepare: fill });
    expect(await screen.findByText(/begins with your first message/)).toBeTruthy();
    expect(screen.queryByRole('complementary', { name: 'Contact' })).toBeNull();
  });

  it('shows which number answers where there are several', async () => {
    const { panel } = await openPanel((server) => {
      const sales = makeChannel({ channelId: 'ch2', name: 'Sales', phoneNumber: '+4930999999' });
      server.status = makeConnectionStatus({ channels: [makeChannel(), sales] });
      const [first] = makeCard().conversations;
      const second = { id: 'c2', channelId: 'ch2', channelName: 'Sales', channelPhoneNumber: '+4930999999' };
      server.cards = [
        makeCard({ conversations: first ? [first, { ...second, lastMessageAt: null, totalMessages: 0 }] : [] }),
      ];
    });
    expect((await within(panel).findByRole('link', { name: /Main/ })).getAttribute('aria-current')).toBe('page');
    expect(within(panel).getByRole('link', { name: /Sales/ }).getAttribute('href')).toBe('/chat/c2');
  });

  it('says why there is nothing, and asks again', async () => {
    const { server, user, panel } = await openPanel((start) => {
      start.answers.get_contact = () => fail('INTERNAL', 'The server is tired.');
    });
    expect(await within(panel).findByText('This could not be loaded: The server is tired.')).toBeTruthy();
    server.answers.get_contact = () => ({ success: true, contact: makeCard() });
    await user.click(within(panel).getByRole('button', { name: 'Try again' }));
    expect(await within(panel).findByRole('textbox', { name: 'Notes' })).toBeTruthy();
  });

  it('stays readable while the server is away, and lets nobody write', async () => {
    const { server, panel } = await openPanel((start) => {
      start.cards = [makeCard({ notes: 'Likes tea', notesRevision: 1 })];
    });
    const notes = await within(panel).findByRole('textbox', { name: 'Notes' });
    server.isReachable = false;
    server.cut();
    expect(await within(panel).findByText(/nothing can be changed here/)).toBeTruthy();
    expect(readNotes(panel)).toBe('Likes tea');
    expect(notes.matches('[readonly]')).toBe(true);
    expect(within(panel).getByRole('button', { name: 'Change the name' }).matches(':disabled')).toBe(true);
  });

  it('follows what others change', async () => {
    const { server, panel } = await openPanel();
    await within(panel).findByRole('textbox', { name: 'Notes' });
    server.cards = [makeCard({ name: 'Ms. Lima', givenName: 'Ms. Lima', notes: 'Likes tea', notesRevision: 1 })];
    act(() => server.emit('contact_updated', { contact: { id: 'k1', name: 'Ms. Lima', mobileNo: '+4915112345678' } }));
    expect(await within(panel).findByText('Ms. Lima')).toBeTruthy();
    await waitFor(() => expect(readNotes(panel)).toBe('Likes tea'));
  });
});

it('counts anew what was written since, once it is quiet', async () => {
  const { server, panel } = await openPanel();
  await within(panel).findByRole('textbox', { name: 'Notes' });
  const [conversation] = makeCard().conversations;
  server.cards = [makeCard({ conversations: conversation ? [{ ...conversation, totalMessages: 1_234 }] : [] })];
  const before = server.requests('get_contact').length;
  for (const content of ['One', 'Two', 'Three']) act(() => server.emit('new_message', makeMessage({ content })));
  expect(await within(panel).findByText('1,234')).toBeTruthy();
  expect(server.requests('get_contact')).toHaveLength(before + 1);
});

describe('the name', () => {
  async function edit() {
    const app = await openPanel();
    const pencil = await within(app.panel).findByRole('button', { name: 'Change the name' });
    await waitFor(() => expect(pencil.matches(':disabled')).toBe(false));
    await app.user.click(pencil);
    const field = within(app.panel).getByRole('textbox', { name: 'Name' });
    await app.user.clear(field);
    return { ...app, field };
  }

  it('is saved with Enter, and the focus goes back to the pencil', async () => {
    const { server, user, panel } = await edit();
    await user.keyboard('Ms. Lima{Enter}');
    expect(await within(panel).findByText('Ms. Lima')).toBeTruthy();
    expect(server.requests('update_contact')).toEqual([{ contactId: 'k1', name: 'Ms. Lima' }]);
    expect(document.activeElement).toBe(within(panel).getByRole('button', { name: 'Change the name' }));
  });

  it('stays as it was with Escape, and the panel stays open', async () => {
    const { server, user, panel } = await edit();
    await user.keyboard('Ms. Lima{Escape}');
    expect(within(panel).getByText('Ana')).toBeTruthy();
    expect(server.requests('update_contact')).toEqual([]);
  });

  it('goes back to WhatsApp’s when it is emptied', async () => {
    const { server, user, panel } = await openPanel((start) => {
      start.cards = [makeCard({ name: 'Ms. Lima', givenName: 'Ms. Lima' })];
    });
    await within(panel).findByText('Ms. Lima');
    await user.click(within(panel).getByRole('button', { name: 'Change the name' }));
    await user.clear(within(panel).getByRole('textbox', { name: 'Name' }));
    await user.keyboard('{Enter}');
    expect(await within(panel).findByText('Ana')).toBeTruthy();
    expect(server.requests('update_contact')).toEqual([{ contactId: 'k1', name: '' }]);
  });

  it('stays in the field when it can not be saved, with the reason', async () => {
    const { server, user, panel, field } = await edit();
    server.answers.update_contact = () => fail('INTERNAL', 'The server is tired.');
    await user.keyboard('Ms. Lima{Enter}');
    expect(await within(panel).findByText('Not changed: The server is tired.')).toBeTruthy();
    expect(within(panel).getByDisplayValue('Ms. Lima')).toBe(field);
  });
});

describe('the notes', () => {
  it('save themselves, and on leaving the field at once', async () => {
    const { server, user, panel } = await openPanel();
    await user.type(await within(panel).findByRole('textbox', { name: 'Notes' }), 'Likes tea');
    await user.tab();
    expect(await within(panel).findByText('Saved')).toBeTruthy();
    expect(server.requests('update_contact')).toEqual([{ contactId: 'k1', notes: 'Likes tea', notesRevision: 0 }]);
  });

  it('say that they were not saved and why, and are saved at a click', async () => {
    const { server, user, panel } = await openPanel();
    const save = server.answers.update_contact;
    server.answers.update_contact = () => fail('INTERNAL', 'The server is tired.');
    await user.type(await within(panel).findByRole('textbox', { name: 'Notes' }), 'Likes tea');
    await user.tab();
    expect(await within(panel).findByText('Not saved: The server is tired.')).toBeTruthy();
    server.answers.update_contact = save;
    await user.click(within(panel).getByRole('button', { name: 'Try again' }));
    expect(await within(panel).findByText('Saved')).toBeTruthy();
  });

  it('show both texts where somebody else wrote meanwhile', async () => {
    const { server, user, panel } = await openPanel();
    const field = await within(panel).findByRole('textbox', { name: 'Notes' });
    const by = { id: 'u2', name: 'Noor' };
    server.cards = [makeCard({ notes: 'Pays late', notesRevision: 1, notesUpdatedBy: by })];
    await user.type(field, 'Likes tea');
    await user.tab();
    expect(await within(panel).findByText(/Noor changed the notes/)).toBeTruthy();
    expect(within(panel).getByText('Pays late')).toBeTruthy();
    expect(readNotes(panel)).toBe('Likes tea');
    await user.click(within(panel).getByRole('button', { name: 'Keep both' }));
    await waitFor(() => expect(server.cards[0]?.notes).toBe('Pays late\n\nLikes tea'));
  });
});
