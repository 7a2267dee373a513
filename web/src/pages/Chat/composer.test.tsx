import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, onTestFinished } from 'vitest';
import { changeSettings } from '#lib/settings.ts';
import { registerShortcut } from '#lib/shortcuts.ts';
import { makeConversation, makeMessage } from '#testing/factories.ts';
import { renderApp } from '#testing/renderApp.tsx';

async function openAna() {
  const rendered = await renderApp({
    path: '/chat/c1',
    prepare: (server) => {
      server.conversations = [
        makeConversation({ id: 'c2', customerId: 'k2', name: 'Ben', mobileNo: '+4915100000000' }),
        makeConversation(),
      ];
      server.messages = [makeMessage({ content: 'Hello' }), makeMessage({ conversationId: 'c2', content: 'Moin' })];
    },
  });
  // The first one waits for all that is loaded lazily.
  await screen.findByRole('listitem', { name: /Hello/ }, { timeout: 10_000 });
  const field = screen.getByLabelText('Message');
  if (!(field instanceof HTMLTextAreaElement)) throw new Error('The composer is no text box.');
  return { ...rendered, field };
}

describe('the composer', () => {
  it('has the focus, breaks lines with Shift+Enter and sends with Enter', async () => {
    const { user, field, server } = await openAna();
    expect(document.activeElement).toBe(field);
    await user.keyboard('One{Shift>}{Enter}{/Shift}Two{Enter}');
    await waitFor(() => expect(server.requests('send_message')).toHaveLength(1));
    expect(server.requests('send_message')[0]).toMatchObject({ message: 'One\nTwo', conversationId: 'c1' });
    expect(document.activeElement).toBe(field);
  });

  it('does not send while an input method composes', async () => {
    const { field, server, user } = await openAna();
    fireEvent.change(field, { target: { value: 'にほん' } });
    fireEvent.keyDown(field, { key: 'Enter', isComposing: true });
    fireEvent.keyDown(field, { key: 'Enter', keyCode: 229 });
    expect(field.value).toBe('にほん');
    await user.keyboard('{Enter}');
    await waitFor(() => expect(server.requests('send_message')).toHaveLength(1));
  });

  it('sends nothing that is only space, and nothing too long', async () => {
    const { field, user, server } = await openAna();
    fireEvent.change(field, { target: { value: ' \n ' } });
    await user.keyboard('{Enter}');
    fireEvent.change(field, { target: { value: 'x'.repeat(4_097) } });
    await user.keyboard('{Enter}');
    expect(screen.getByRole('button', { name: 'Send' })).toHaveProperty('disabled', true);
    expect(screen.getByTitle('1 characters too many').textContent).toBe('-1');
    fireEvent.change(field, { target: { value: 'x'.repeat(4_096) } });
    await user.click(screen.getByRole('button', { name: 'Send' }));
    await waitFor(() => expect(server.requests('send_message')).toHaveLength(1));
  });

  it('keeps a draft for each conversation', async () => {
    const { user } = await openAna();
    await user.keyboard('Half a thought');
    await user.click(screen.getByRole('link', { name: /^Ben/ }));
    await screen.findByRole('listitem', { name: /Moin/ });
    expect(screen.getByLabelText('Message')).toHaveProperty('value', '');
    expect(screen.getByRole('link', { name: /^Ana, Draft: Half a thought/ })).toBeTruthy();
    expect(localStorage.getItem('draft:w1/u1:c1')).toBe('Half a thought');
    await user.click(screen.getByRole('link', { name: /^Ana/ }));
    await screen.findByRole('listitem', { name: /Hello/ });
    expect(screen.getByLabelText('Message')).toHaveProperty('value', 'Half a thought');
  });

  it('sends with ⌘ or Ctrl and Enter where that is chosen; Enter breaks the line then', async () => {
    localStorage.setItem('settings', JSON.stringify({ sendWith: 'modEnter' }));
    const { user, field, server } = await openAna();
    await user.keyboard('One{Enter}Two');
    expect(field.value).toBe('One\nTwo');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(server.requests('send_message')).toHaveLength(1));
    expect(server.requests('send_message')[0]).toMatchObject({ message: 'One\nTwo' });
  });

  it('breaks the line with Enter on a touch keyboard', async () => {
    const { user, field, server } = await openAna();
    const { matchMedia } = window;
    window.matchMedia = () => matchMedia.call(window, 'all');
    onTestFinished(() => {
      window.matchMedia = matchMedia;
    });
    await user.type(field, 'One{Enter}Two');
    expect(field.value).toBe('One\nTwo');
    expect(server.requests('send_message')).toEqual([]);
  });

  it('is empty in the same moment in which the bubble is there', async () => {
    const { field } = await openAna();
    fireEvent.change(field, { target: { value: 'At once' } });
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(field.value).toBe('');
    expect(screen.getByRole('listitem', { name: /At once/ })).toBeTruthy();
  });

  it('gets what is typed anywhere on the page, but not what something else waits for', async () => {
    const { user, field } = await openAna();
    field.blur();
    expect(document.activeElement).toBe(document.body);
    await user.keyboard('Hi');
    expect(field.value).toBe('Hi');
    expect(document.activeElement).toBe(field);
    const search = screen.getByRole('searchbox');
    search.focus();
    await user.keyboard('Ben');
    expect(field.value).toBe('Hi');
    await user.clear(search);
    (await screen.findByRole('link', { name: /^Ben/ })).focus();
    await user.keyboard('{Control>}c{/Control}{F2}');
    expect(document.activeElement).not.toBe(field);
    await user.keyboard('!');
    expect(field.value).toBe('Hi!');
    await user.click(screen.getByRole('button', { name: 'New chat' }));
    await user.type(await screen.findByLabelText('Phone number'), '123');
    expect(field.value).toBe('Hi!');
  });

  it('leaves single keys to a list where they do something there', async () => {
    const { user, field } = await openAna();
    const rows: string[] = [];
    const end = registerShortcut('nextRow', () => rows.push('next'));
    onTestFinished(end);
    screen.getByRole('link', { name: /^Ben/ }).focus();
    await user.keyboard('j');
    expect([field.value, rows]).toEqual(['', ['next']]);
    changeSettings({ singleKeys: false });
    await user.keyboard('j');
    expect([field.value, rows]).toEqual(['j', ['next']]);
  });

  it('leads to the last message with the up arrow while it is empty', async () => {
    const { user, field } = await openAna();
    await user.keyboard('a{ArrowUp}');
    expect(document.activeElement).toBe(field);
    await user.keyboard('{Backspace}{ArrowUp}');
    expect(document.activeElement).toBe(screen.getByRole('listitem', { name: /Hello/ }));
  });

  it('takes what is pasted as plain text', async () => {
    const { user, field } = await openAna();
    const data = new DataTransfer();
    data.setData('text/html', '<b>bold</b>');
    data.setData('text/plain', 'bold');
    await user.click(field);
    await user.paste(data);
    expect(field.value).toBe('bold');
  });

  it('formats what is marked, by key and by the bar, and shows how it will look', async () => {
    const { user, field } = await openAna();
    await user.keyboard('a word here');
    field.setSelectionRange(2, 6);
    await user.keyboard('{Control>}b{/Control}');
    await waitFor(() => expect(field.value).toBe('a *word* here'));
    const preview = await screen.findByRole('region', { name: 'Preview' });
    expect(within(preview).getByText('word').tagName).toBe('STRONG');
    await user.click(screen.getByRole('button', { name: 'Formatting' }));
    await user.click(await screen.findByRole('button', { name: 'Bold (Ctrl+B)' }));
    await waitFor(() => expect(field.value).toBe('a word here'));
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Preview' })).toBeNull());
    await user.click(screen.getByRole('button', { name: 'Quote' }));
    await waitFor(() => expect(field.value).toBe('> a word here'));
    expect(document.activeElement).toBe(field);
  });

  it('tells that one types, once, and that one stopped', async () => {
    const { user, server } = await openAna();
    await user.keyboard('abc');
    await waitFor(() => expect(server.requests('typing')).toEqual([{ conversationId: 'c1', isTyping: true }]));
    await user.keyboard('{Enter}');
    await waitFor(() => expect(server.requests('typing')).toHaveLength(2));
    expect(server.requests('typing')[1]).toEqual({ conversationId: 'c1', isTyping: false });
  });
});

describe('a new chat', () => {
  it('begins with its first message and goes on as the conversation that it becomes', async () => {
    const { user, server } = await openAna();
    await user.click(screen.getByRole('button', { name: 'New chat' }));
    const number = await screen.findByLabelText('Phone number');
    await user.type(number, '123{Enter}');
    expect((await screen.findByText(/This is not a phone number/)).textContent).toBeTruthy();
    await user.clear(number);
    await user.type(number, '0049 170 1234567{Enter}');
    expect(await screen.findByText(/begins with your first message/)).toBeTruthy();
    expect(window.location.pathname).toBe('/chat/+491701234567');

    await user.type(screen.getByLabelText('Message'), 'Hello new one{Enter}');
    await waitFor(() => expect(window.location.pathname).toBe('/chat/c-new'));
    expect(server.requests('send_message')).toEqual([
      { to: '+491701234567', message: 'Hello new one', clientMessageId: expect.any(String) },
    ]);
    expect(screen.getAllByRole('listitem', { name: /Hello new one/ })).toHaveLength(1);
    await user.type(screen.getByLabelText('Message'), 'And more{Enter}');
    await waitFor(() => expect(server.requests('send_message')).toHaveLength(2));
    expect(server.requests('send_message')[1]).toMatchObject({ conversationId: 'c-new', message: 'And more' });
  });

  it('with a number that there is opens its conversation', async () => {
    const { user } = await openAna();
    await user.click(screen.getByRole('button', { name: 'New chat' }));
    await user.type(await screen.findByLabelText('Phone number'), '+49 151 00000000{Enter}');
    await waitFor(() => expect(window.location.pathname).toBe('/chat/c2'));
  });
});
