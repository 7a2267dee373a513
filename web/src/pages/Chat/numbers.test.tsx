import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeChannel, makeConnectionStatus, makeConversation, makeMessage } from '#testing/factories.ts';
import { renderApp } from '#testing/renderApp.tsx';
import type { TestServer } from '#testing/startServer.ts';

const sales = makeChannel({ channelId: 'ch2', name: 'Sales', isDefault: false, phoneNumber: '+4930999999' });
const ana = makeConversation();
const anaAtSales = makeConversation({ id: 'c2', channelId: 'ch2', unreadCount: 1 });
const ben = makeConversation({ id: 'c3', customerId: 'k3', name: 'Ben', channelId: 'ch2' });

/** Two numbers; a customer who writes to both, and one who writes to the second alone. */
function haveTwo(server: TestServer): void {
  server.status = makeConnectionStatus({ channels: [makeChannel(), sales] });
  server.conversations = [ana, anaAtSales, ben];
  server.messages = [makeMessage(), makeMessage({ conversationId: 'c2', channelId: 'ch2' })];
  server.answers.get_conversations = ({ channelId, archived, unread }) => {
    const data = server.conversations.filter(
      (one) =>
        (channelId ?? one.channelId) === one.channelId &&
        (archived ?? one.archived) === one.archived &&
        (!unread || one.unreadCount > 0),
    );
    return { success: true, data, nextCursor: null };
  };
}

/** A shop that has a new number, and has deleted the one over which a customer wrote. */
function haveReplaced(server: TestServer): void {
  haveTwo(server);
  server.status = makeConnectionStatus();
  server.conversations = [anaAtSales];
}

beforeEach(() => sessionStorage.clear());

const rows = () => within(screen.getByRole('list', { name: 'Conversations' })).getAllByRole('link');
const said = () => rows().map((row) => row.querySelector('.sr-only')?.textContent?.split(',').slice(0, 2).join());

describe('with several numbers', () => {
  it('each row says with which one, and the list can be of one alone', async () => {
    const { user, server, closeTab } = await renderApp({ prepare: haveTwo });
    await waitFor(() => expect(said()).toEqual(['Ben, with Sales', 'Ana, with Sales', 'Ana, with Main']));
    await user.click(await screen.findByRole('button', { name: 'By number' }));
    await user.click(await screen.findByRole('menuitemradio', { name: /^Main/ }));
    await waitFor(() => expect(rows()).toHaveLength(1));
    expect(server.requests('get_conversations')).toContainEqual({ archived: false, limit: 50, channelId: 'ch1' });
    // Of one number, that goes without saying.
    expect(said()[0]).not.toContain('with');
    await user.click(screen.getByRole('button', { name: /^Unread/ }));
    expect(await screen.findByText('Nothing unread')).toBeTruthy();

    closeTab();
    await renderApp({ server });
    expect(await screen.findByText('Nothing unread')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Show all chats' }));
    await waitFor(() => expect(rows()).toHaveLength(3));
  });

  it('a number without chats says how the first one comes', async () => {
    const { user } = await renderApp({
      prepare: (server) => {
        haveTwo(server);
        server.conversations = [ana];
      },
    });
    await user.click(await screen.findByRole('button', { name: 'By number' }));
    await user.click(await screen.findByRole('menuitemradio', { name: /^Sales/ }));
    expect(await screen.findByText('No chats with this number')).toBeTruthy();
  });

  it('the open conversation always says which one answers', async () => {
    const { server } = await renderApp({ path: '/chat/c2', prepare: haveTwo });
    expect(await screen.findByText('Answers from Sales')).toBeTruthy();
    server.emit('customer_typing', { conversationId: 'c2', customerId: 'k1', isTyping: true });
    expect(await screen.findByText('Ana is typing…')).toBeTruthy();
    expect(screen.getByText('Answers from Sales')).toBeTruthy();
  });

  it('a new chat is written from the one that was chosen', async () => {
    const { user, server } = await renderApp({ prepare: haveTwo });
    await user.click((await screen.findAllByRole('button', { name: 'New chat' }))[0] ?? document.body);
    const dialog = within(await screen.findByRole('dialog'));
    await user.type(dialog.getByLabelText('Phone number'), '+49 151 12345678');
    await user.selectOptions(dialog.getByLabelText('Write from'), 'ch2');
    await user.click(dialog.getByRole('button', { name: 'Start chat' }));
    // There is one with this number and from this number.
    await waitFor(() => expect(window.location.pathname).toBe('/chat/c2'));

    await user.click((await screen.findAllByRole('button', { name: 'New chat' }))[0] ?? document.body);
    const again = within(await screen.findByRole('dialog'));
    await user.type(again.getByLabelText('Phone number'), '+49 151 55555555');
    await user.selectOptions(again.getByLabelText('Write from'), 'ch2');
    await user.click(again.getByRole('button', { name: 'Start chat' }));
    expect(await screen.findByText('Answers from Sales')).toBeTruthy();
    await user.type(screen.getByRole('textbox', { name: 'Message' }), 'Good morning{Enter}');
    await waitFor(() =>
      expect(server.requests('send_message')).toEqual([
        expect.objectContaining({ to: '+4915155555555', channelId: 'ch2', message: 'Good morning' }),
      ]),
    );
  });

  it('the line says which one is not connected, and leads admins there', async () => {
    const { server } = await renderApp({ prepare: haveTwo });
    await waitFor(() => expect(said()).toHaveLength(3));
    const off = { ...sales, status: 'logged_out' as const, isLinked: false };
    const told = { connected: false, connectionState: 'logged_out' as const, channelId: 'ch2' };
    server.emit('whatsapp_status_update', makeConnectionStatus({ ...told, channels: [makeChannel(), off] }));
    expect(await screen.findByText(/^“Sales” was unlinked\./)).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Look at it' }).getAttribute('href')).toBe('/channels/ch2');
    const both = [makeChannel({ status: 'connecting' }), off];
    server.emit('whatsapp_status_update', makeConnectionStatus({ ...told, channels: both }));
    expect(await screen.findByText('2 numbers are not connected.')).toBeTruthy();
    const fresh = { ...sales, status: 'inactive' as const, isLinked: false, lastConnected: null };
    server.emit('whatsapp_status_update', makeConnectionStatus({ ...told, channels: [makeChannel(), fresh] }));
    await waitFor(() => expect(screen.queryByText(/not connected/)).toBeNull());
  });
});

describe('with one number', () => {
  it('nothing speaks of it', async () => {
    await renderApp({
      path: '/chat/c1',
      prepare: (server) => {
        server.conversations = [ana];
      },
    });
    await screen.findByRole('textbox', { name: 'Message' });
    await screen.findByRole('link', { name: /^Ana/ });
    expect(screen.queryByText(/^Answers from/)).toBeNull();
    expect(screen.queryByRole('button', { name: 'By number' })).toBeNull();
    expect(said()[0]).not.toContain('with');
  });
});

describe('of a number that was removed', () => {
  it('conversations can be read, and say that nothing can be sent', async () => {
    await renderApp({
      path: '/chat/c2',
      prepare: (server) => {
        haveTwo(server);
        server.status = makeConnectionStatus();
      },
    });
    expect(await screen.findByText(/^This conversation’s number was removed\./)).toBeTruthy();
    expect(screen.getByText('Answers from Removed number')).toBeTruthy();
    expect(screen.queryByRole('textbox', { name: 'Message' })).toBeNull();
    expect(await screen.findByRole('listitem', { name: /Text/ })).toBeTruthy();
  });

  it('one writes to their customers from the number that is left', async () => {
    const { user, server } = await renderApp({ path: '/chat/c2', prepare: haveReplaced });
    await user.click(await screen.findByRole('link', { name: 'Write from another number' }));
    await user.type(await screen.findByRole('textbox', { name: 'Message' }), 'Hello again{Enter}');
    await waitFor(() =>
      expect(server.requests('send_message')).toEqual([
        expect.objectContaining({ to: ana.mobileNo, channelId: 'ch1', message: 'Hello again' }),
      ]),
    );
  });

  it('an address with a customer’s number begins at the number that is left', async () => {
    const { user, server } = await renderApp({ path: `/chat/${ana.mobileNo}`, prepare: haveReplaced });
    await waitFor(() => expect(said()).toHaveLength(1));
    await user.type(await screen.findByRole('textbox', { name: 'Message' }), 'Hello again{Enter}');
    await waitFor(() => expect(server.requests('send_message')).toHaveLength(1));
    expect(server.requests('send_message')[0]).toMatchObject({ to: ana.mobileNo, message: 'Hello again' });
    expect(server.requests('send_message')[0]).not.toHaveProperty('conversationId');
  });

  it('a new chat with a customer begins at the number that is left', async () => {
    const { user, server } = await renderApp({ prepare: haveReplaced });
    await waitFor(() => expect(said()).toHaveLength(1));
    await user.click((await screen.findAllByRole('button', { name: 'New chat' }))[0] ?? document.body);
    const dialog = within(await screen.findByRole('dialog'));
    await user.type(dialog.getByLabelText('Phone number'), ana.mobileNo);
    await user.click(dialog.getByRole('button', { name: 'Start chat' }));
    await user.type(await screen.findByRole('textbox', { name: 'Message' }), 'Hello again{Enter}');
    await waitFor(() => expect(server.requests('send_message')).toHaveLength(1));
    expect(server.requests('send_message')[0]).toMatchObject({ to: ana.mobileNo, message: 'Hello again' });
    expect(server.requests('send_message')[0]).not.toHaveProperty('conversationId');
  });

  it('the customer’s conversation over the number that is left is used where there is one', async () => {
    await renderApp({
      path: '/chat/c2',
      prepare: (server) => {
        haveReplaced(server);
        server.conversations = [ana, anaAtSales];
      },
    });
    const link = await screen.findByRole('link', { name: 'Write from another number' });
    await waitFor(() => expect(link.getAttribute('href')).toBe('/chat/c1'));
  });

  it('they can still be read when it was the last one, and nothing is linked anew by itself', async () => {
    const { server } = await renderApp({
      prepare: (made) => {
        haveTwo(made);
        made.status = makeConnectionStatus({
          ...{ connected: false, connectionState: 'inactive', channelId: null, phoneNumber: null, channels: [] },
        });
      },
    });
    await waitFor(() => expect(said()[0]).toBe('Ben, with Removed number'));
    expect(server.requests('get_qr_code')).toEqual([]);
  });
});
