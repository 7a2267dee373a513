import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { makeConversation, makeMessage } from '#testing/factories.ts';
import { renderApp } from '#testing/renderApp.tsx';

const sender = { id: 'u1', name: 'Bea Admin' };

async function openAna() {
  const rendered = await renderApp({
    path: '/chat/c1',
    prepare: (server) => {
      server.conversations = [makeConversation()];
      server.messages = [
        makeMessage({ content: 'First https://shop.example/a' }),
        makeMessage({ content: 'Second\nline' }),
        makeMessage({
          content: 'Third',
          isOutgoing: true,
          sender,
          status: 'failed',
          error: { code: 'NOT_ON_WHATSAPP', message: 'Error 131026.' },
          sentAt: '2026-11-20T10:00:01.000Z',
          updatedAt: '2026-11-20T10:00:02.000Z',
        }),
        makeMessage({ content: 'Fourth', isOutgoing: true, sender, status: 'delivered' }),
      ];
    },
  });
  // The first one waits for all that is loaded lazily.
  await screen.findByRole('listitem', { name: /Fourth/ }, { timeout: 10_000 });
  return rendered;
}

function message(text: string): HTMLElement {
  return screen.getByRole('listitem', { name: new RegExp(`: ${text}`) });
}

/** What can be done with messages comes when one of them has the focus, or the pointer. */
async function openMenu({ user }: Awaited<ReturnType<typeof openAna>>, text: string, key = '{Enter}') {
  act(() => message(text).focus());
  await waitFor(async () => {
    if (screen.queryByRole('menu') === null) await user.keyboard(key);
    expect(screen.getByRole('menu')).toBeTruthy();
  });
  return screen.getByRole('menu');
}

function readClipboard(): Promise<string> {
  return navigator.clipboard.readText();
}

describe('a message’s menu', () => {
  it.each(['{Enter}', ' ', '{ContextMenu}'])(
    'opens with %j on the focused message, copies, and gives the focus back',
    async (key) => {
      const rendered = await openAna();
      const menu = await openMenu(rendered, 'Second', key);
      await rendered.user.click(within(menu).getByRole('menuitem', { name: /Copy text/ }));
      await waitFor(async () => expect(await readClipboard()).toBe('Second\nline'));
      await waitFor(() => expect(document.activeElement).toBe(message('Second')));
      expect(screen.getByText('Copied')).toBeTruthy();
    },
  );

  it('opens at the pointer, but leaves a link to the browser', async () => {
    const { user } = await openAna();
    await user.hover(message('First'));
    const more = await within(message('First')).findByRole('button', { name: 'More' });
    const link = screen.getByRole('link', { name: 'https://shop.example/a' });
    expect(fireEvent.contextMenu(link)).toBe(true);
    expect(screen.queryByRole('menu')).toBeNull();
    expect(fireEvent.contextMenu(within(message('First')).getByText(/^First/))).toBe(false);
    const open = await screen.findByRole('menuitem', { name: 'Open shop.example/a' });
    expect(open.getAttribute('href')).toBe('https://shop.example/a');
    expect(open.getAttribute('rel')).toBe('noopener noreferrer');
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('menu')).toBeNull());
    await user.click(more);
    expect(await screen.findByRole('menu')).toBeTruthy();
  });

  it('opens under a finger that stays, and not under one that moves', async () => {
    const rendered = await openAna();
    await openMenu(rendered, 'Fourth');
    await rendered.user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('menu')).toBeNull());
    const bubble = within(message('Second')).getByText(/Second/);
    const finger = { pointerType: 'touch', bubbles: true, clientX: 5, clientY: 5 };
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      fireEvent.pointerDown(bubble, finger);
      fireEvent.pointerMove(bubble, { ...finger, clientY: 40 });
      act(() => vi.advanceTimersByTime(700));
      expect(screen.queryByRole('menu')).toBeNull();
      fireEvent.pointerUp(bubble, finger);
      fireEvent.pointerDown(bubble, finger);
      act(() => vi.advanceTimersByTime(499));
      expect(screen.queryByRole('menu')).toBeNull();
      act(() => vi.advanceTimersByTime(1));
    } finally {
      vi.useRealTimers();
    }
    expect(await screen.findByRole('menu')).toBeTruthy();
  });

  it('sends a failed message again', async () => {
    const rendered = await openAna();
    const menu = await openMenu(rendered, 'Third');
    await rendered.user.click(within(menu).getByRole('menuitem', { name: 'Send again' }));
    await waitFor(() => expect(rendered.server.requests('retry_message')).toHaveLength(1));
  });

  it('has single keys on the focused message, also where other single keys are switched off', async () => {
    localStorage.setItem('settings', JSON.stringify({ singleKeys: false }));
    const rendered = await openAna();
    const { user } = rendered;
    await openMenu(rendered, 'Fourth');
    await user.keyboard('{Escape}');
    await waitFor(() => expect(document.activeElement).toBe(message('Fourth')));
    await user.keyboard('c');
    await waitFor(async () => expect(await readClipboard()).toBe('Fourth'));
    await user.keyboard('i');
    expect(await screen.findByRole('dialog', { name: 'Message details' })).toBeTruthy();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(document.activeElement).toBe(message('Fourth')));
    await user.keyboard('r');
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Message')));
    expect(screen.getByLabelText('Message')).toHaveProperty('value', '');
  });
});

describe('message details', () => {
  it('show each step with its time, whose it is, and for a failure what to do', async () => {
    const { user } = await openAna();
    await user.click(within(message('Third')).getByRole('button', { name: /^Why it was not delivered/ }));
    const dialog = await screen.findByRole('dialog', { name: 'Message details' });
    const steps = within(dialog).getAllByRole('listitem');
    expect(steps.map((step) => step.querySelector('time')?.dateTime)).toEqual([
      expect.stringMatching(/^20/),
      '2026-11-20T10:00:01.000Z',
      '2026-11-20T10:00:02.000Z',
    ]);
    expect(steps.map((step) => step.textContent?.slice(0, 9))).toEqual([
      expect.stringMatching(/^Written/),
      expect.stringMatching(/^Sent/),
      'Not deliv',
    ]);
    expect(within(dialog).getByText('This number is not on WhatsApp.')).toBeTruthy();
    expect(within(dialog).getByText(/^Check the number with the customer/)).toBeTruthy();
    expect(within(dialog).getByText('NOT_ON_WHATSAPP')).toBeTruthy();
    expect(within(dialog).getByText(/^WA\d+$/)).toBeTruthy();
    expect(within(dialog).getByText('From').nextSibling?.textContent).toMatch(/^Main · \+49 ?30 ?123456$/);

    await user.click(within(dialog).getByRole('button', { name: 'Copy details' }));
    expect(await within(dialog).findByRole('button', { name: 'Copied' })).toBeTruthy();
    const copied = await readClipboard();
    expect(copied).toContain('Code: NOT_ON_WHATSAPP');
    expect(copied).toContain('What happened: Error 131026.');
    expect(copied).toContain('Sent: 2026-11-20T10:00:01.000Z');
    expect(copied).not.toContain('Third');
  });
});

describe('selecting', () => {
  it('takes a range, outlives new messages, and copies as WhatsApp does', async () => {
    const rendered = await openAna();
    const { user, server } = rendered;
    await user.click(within(await openMenu(rendered, 'First')).getByRole('menuitem', { name: /Select/ }));
    expect(await screen.findByText('1 selected')).toBeTruthy();
    await user.keyboard('{Shift>}');
    fireEvent.click(message('Third'), { shiftKey: true });
    await user.keyboard('{/Shift}');
    expect(await screen.findByText('3 selected')).toBeTruthy();
    server.emit('new_message', makeMessage({ content: 'Fifth' }));
    await screen.findByRole('listitem', { name: /: Fifth/ });
    expect(screen.getByText('3 selected')).toBeTruthy();
    await user.click(message('Second'));
    expect(await screen.findByText('2 selected')).toBeTruthy();
    expect(within(message('First')).getByRole('checkbox').getAttribute('aria-checked')).toBe('true');
    expect(within(message('Second')).getByRole('checkbox').getAttribute('aria-checked')).toBe('false');

    await user.click(
      within(screen.getByRole('region', { name: 'Selected messages' })).getByRole('button', { name: 'Copy' }),
    );
    await screen.findByText('2 messages copied');
    expect((await readClipboard()).split('\n')).toEqual([
      expect.stringMatching(/^\[\d\d:\d\d, [\d/.]+\] Ana: First https:\/\/shop\.example\/a$/),
      expect.stringMatching(/^\[\d\d:\d\d, [\d/.]+\] You: Third$/),
    ]);
    expect(screen.queryByRole('checkbox')).toBeNull();
  });

  it('works by the keyboard, and Escape ends it', async () => {
    const rendered = await openAna();
    const { user } = rendered;
    await openMenu(rendered, 'Third');
    await user.keyboard('{Escape}');
    await waitFor(() => expect(document.activeElement).toBe(message('Third')));
    await user.keyboard('{Shift>}{ArrowUp}{/Shift}');
    expect(await screen.findByText('2 selected')).toBeTruthy();
    expect(document.activeElement).toBe(message('Second'));
    await user.keyboard(' ');
    expect(await screen.findByText('1 selected')).toBeTruthy();
    await user.keyboard('x');
    expect(await screen.findByText('2 selected')).toBeTruthy();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByText(/selected$/)).toBeNull());
    expect(window.location.pathname).toBe('/chat/c1');
  });
});

describe('an answer', () => {
  it('quotes what it answers, above the field until it is sent', async () => {
    const rendered = await openAna();
    const { user, server } = rendered;
    await user.click(within(await openMenu(rendered, 'Second')).getByRole('menuitem', { name: /Reply/ }));
    const quote = await screen.findByRole('region', { name: 'Answer to' });
    expect(quote.textContent).toBe('Second\nline');
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Message')));
    await user.keyboard('Yes{Enter}');
    await waitFor(() => expect(server.requests('send_message')).toHaveLength(1));
    expect(server.requests('send_message')[0]).toMatchObject({ message: '> Second\n> line\nYes' });
    expect(screen.queryByRole('region', { name: 'Answer to' })).toBeNull();
    expect(
      within(message('> Second'))
        .getByText(/^Second/)
        .closest('blockquote'),
    ).not.toBeNull();
  });

  it('keeps the quote with the draft, and Escape takes it away before it leaves the field', async () => {
    const rendered = await openAna();
    const { user, closeTab, server } = rendered;
    await user.click(within(await openMenu(rendered, 'Second')).getByRole('menuitem', { name: /Reply/ }));
    await screen.findByRole('region', { name: 'Answer to' });
    await user.type(screen.getByLabelText('Message'), 'Half');
    await waitFor(() => expect(localStorage.getItem('draft:w1/u1:c1')).toBe('> Second\n> line\nHalf'));
    closeTab();
    await renderApp({ path: '/chat/c1', server });
    expect(await screen.findByRole('region', { name: 'Answer to' })).toBeTruthy();
    const field = screen.getByLabelText('Message');
    expect(field).toHaveProperty('value', 'Half');
    await user.click(field);
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('region', { name: 'Answer to' })).toBeNull();
    expect(field).toHaveProperty('value', 'Half');
  });
});

describe('a long message', () => {
  it('shows its beginning until it is asked for', async () => {
    const rendered = await openAna();
    rendered.server.emit('new_message', makeMessage({ content: `Long ${'word '.repeat(300)}end` }));
    const row = await screen.findByRole('listitem', { name: /: Long/ });
    expect(row.textContent).not.toContain('end');
    await rendered.user.click(within(row).getByRole('button', { name: 'Read more' }));
    await waitFor(() => expect(row.textContent).toContain('end'));
    expect(within(row).queryByRole('button', { name: 'Read more' })).toBeNull();
  });
});
