import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { makeConversation, makeMessage } from '#testing/factories.ts';
import { type Rendered, renderApp } from '#testing/renderApp.tsx';
import { fail, type TestServer } from '#testing/startServer.ts';

async function openAna(prepare?: (server: TestServer) => void): Promise<Rendered> {
  const rendered = await renderApp({
    path: '/chat/c1',
    prepare: (server) => {
      server.conversations = [makeConversation()];
      server.messages = [makeMessage({ content: 'Hello' })];
      prepare?.(server);
    },
  });
  await screen.findByRole('listitem', { name: /Hello/ });
  return rendered;
}

async function write({ user }: Rendered, text: string): Promise<void> {
  await user.type(screen.getByLabelText('Message'), `${text}{Enter}`);
}

/** The bubbles with this text. */
function bubbles(text: string): HTMLElement[] {
  const list = screen.getByRole('list', { name: 'Messages' });
  return within(list)
    .getAllByRole('listitem')
    .filter((item) => item.getAttribute('aria-label')?.endsWith(`: ${text}`));
}

function tickOf(text: string): string | null | undefined {
  const [bubble] = bubbles(text);
  return bubble && within(bubble).getByRole('img').getAttribute('aria-label');
}

function sent(rendered: Rendered): { clientMessageId: string; message: string }[] {
  return rendered.server.requests('send_message').map((payload) => {
    if (typeof payload !== 'object' || payload === null) throw new Error('A send without a payload.');
    const { clientMessageId, message } = { clientMessageId: '', message: '', ...payload };
    return { clientMessageId, message };
  });
}

function makeSent(rendered: Rendered, text: string) {
  const clientMessageId = sent(rendered).find(({ message }) => message === text)?.clientMessageId ?? '';
  const message = makeMessage({
    id: 'sent1',
    messageId: 'WAS1',
    clientMessageId,
    content: text,
    isOutgoing: true,
    senderType: 'agent',
    sender: { id: 'u1', name: 'Bea Admin' },
    status: 'sent',
    createdAt: new Date().toISOString(),
  });
  return { ...message, to: '+4915112345678', message: text, senderId: 'u1' };
}

describe('a message that is sent', () => {
  it('is shown at once, clears the box, and is confirmed in place', async () => {
    const answers: (() => void)[] = [];
    const rendered = await openAna((server) => {
      const answer = server.answers.send_message;
      server.answers.send_message = async (request) => {
        await new Promise<void>((resolve) => answers.push(resolve));
        return answer(request);
      };
    });
    await write(rendered, 'On my way');
    const [bubble] = bubbles('On my way');
    expect(tickOf('On my way')).toBe('Sending');
    expect(screen.getByLabelText('Message')).toHaveProperty('value', '');
    expect(screen.getByRole('link', { name: /^Ana, On my way/ })).toBeTruthy();

    await waitFor(() => expect(answers).toHaveLength(1));
    for (const answer of answers) answer();
    rendered.server.emit('message_sent', makeSent(rendered, 'On my way'));
    await waitFor(() => expect(tickOf('On my way')).toBe('Sent'));
    expect(bubbles('On my way')).toEqual([bubble]);
  });

  it('is confirmed the same when the event overtakes the answer', async () => {
    let answer: () => void = () => undefined;
    const rendered = await openAna((server) => {
      const usual = server.answers.send_message;
      server.answers.send_message = async (request) => {
        await new Promise<void>((resolve) => {
          answer = resolve;
        });
        return usual(request);
      };
    });
    await write(rendered, 'Hi');
    await waitFor(() => expect(sent(rendered)).toHaveLength(1));
    const change = { id: 'sent1', messageId: 'WAS1', conversationId: 'c1', channelId: 'ch1', seq: 99_999 };
    rendered.server.emit('message_status_update', {
      ...change,
      status: 'delivered',
      timestamp: new Date().toISOString(),
    });
    rendered.server.emit('message_sent', makeSent(rendered, 'Hi'));
    await waitFor(() => expect(tickOf('Hi')).toBe('Delivered'));
    answer();
    await waitFor(() => expect(Object.keys(rendered.store.getState().outbox.queues)).toEqual([]));
    expect(tickOf('Hi')).toBe('Delivered');
    expect(bubbles('Hi')).toHaveLength(1);
  });

  it('has ticks that never go back', async () => {
    const rendered = await openAna();
    await write(rendered, 'Hi');
    await waitFor(() => expect(rendered.store.getState().messages.threads['c1']?.keyById['sent1']).toBeTruthy());
    const update = { id: 'sent1', messageId: 'WAS1', conversationId: 'c1', channelId: 'ch1' } as const;
    const timestamp = new Date().toISOString();
    rendered.server.emit('message_status_update', { ...update, status: 'read', timestamp, seq: 90_000 });
    await waitFor(() => expect(tickOf('Hi')).toBe('Read'));
    rendered.server.emit('message_status_update', { ...update, status: 'delivered', timestamp, seq: 90_001 });
    rendered.server.emit('new_message', makeMessage({ content: 'After' }));
    await screen.findByRole('listitem', { name: /After/ });
    expect(tickOf('Hi')).toBe('Read');
  });

  it('shows why it was refused, and goes out again under the same id', async () => {
    let isRefusing = true;
    const rendered = await openAna((server) => {
      const usual = server.answers.send_message;
      server.answers.send_message = (request) =>
        isRefusing ? fail('CHANNEL_NOT_ACTIVE', 'No WhatsApp number is connected.') : usual(request);
    });
    await write(rendered, 'Hi');
    expect(await screen.findByText('Not delivered: no WhatsApp number is connected')).toBeTruthy();
    expect(tickOf('Hi')).toBe('Not delivered: no WhatsApp number is connected');
    isRefusing = false;
    await rendered.user.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(sent(rendered)).toHaveLength(2));
    await waitFor(() => expect(screen.queryByText(/Not delivered:/)).toBeNull());
    expect(new Set(sent(rendered).map(({ clientMessageId }) => clientMessageId)).size).toBe(1);
    expect(bubbles('Hi')).toHaveLength(1);
  });

  it('shows what WhatsApp refused later, with its reason', async () => {
    const rendered = await openAna();
    await write(rendered, 'Hi');
    await waitFor(() => expect(rendered.store.getState().messages.threads['c1']?.keyById['sent1']).toBeTruthy());
    rendered.server.emit('message_status_update', {
      id: 'sent1',
      messageId: 'WAS1',
      conversationId: 'c1',
      channelId: 'ch1',
      status: 'failed',
      error: { code: 'NOT_ON_WHATSAPP', message: 'This number is not on WhatsApp.' },
      timestamp: new Date().toISOString(),
      seq: 90_000,
    });
    expect(await screen.findByText('Not delivered: this number is not on WhatsApp')).toBeTruthy();
    await rendered.user.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(rendered.server.requests('retry_message')).toEqual([{ id: 'sent1' }]));
    expect(sent(rendered)).toHaveLength(1);
    rendered.server.emit('message_status_update', {
      id: 'sent1',
      messageId: 'WAS1',
      conversationId: 'c1',
      channelId: 'ch1',
      status: 'pending',
      timestamp: new Date().toISOString(),
      seq: 90_001,
    });
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull());
  });

  it('waits as long as the server asks when there were too many, and never counts as failed', async () => {
    let tries = 0;
    const rendered = await openAna((server) => {
      const usual = server.answers.send_message;
      server.answers.send_message = (request) => {
        tries += 1;
        return tries <= 2 ? fail('RATE_LIMITED', 'Too much at once.', 120) : usual(request);
      };
    });
    const started = performance.now();
    await write(rendered, 'One');
    await write(rendered, 'Two');
    await waitFor(() => expect(sent(rendered)).toHaveLength(4), { timeout: 3_000 });
    expect(performance.now() - started).toBeGreaterThanOrEqual(240);
    expect(sent(rendered).map(({ message }) => message)).toEqual(['One', 'One', 'One', 'Two']);
    expect(screen.queryByText(/Not delivered/)).toBeNull();
  });
});

describe('without a connection', () => {
  it('keeps what is written and sends it once, in order, when the connection is back', async () => {
    const rendered = await openAna();
    rendered.server.isReachable = false;
    rendered.server.cut();
    await waitFor(() => expect(rendered.store.getState().connection.socket.phase).toBe('waiting'));
    await write(rendered, 'First');
    await write(rendered, 'Second');
    expect(tickOf('First')).toBe('Sending');
    // In the list and, on narrow windows, in the thread.
    await waitFor(() => expect(screen.getAllByText(/Connection lost/)).toHaveLength(2));
    expect(sent(rendered)).toEqual([]);

    rendered.server.isReachable = true;
    act(() => rendered.connection.retryNow());
    await waitFor(() => expect(sent(rendered).map(({ message }) => message)).toEqual(['First', 'Second']));
    await waitFor(() => expect(Object.keys(rendered.store.getState().outbox.queues)).toEqual([]));
    expect(sent(rendered)).toHaveLength(2);
    expect(rendered.server.requests('join_conversation').length).toBeGreaterThanOrEqual(2);
  });

  it('repeats under the same id what no answer came for', async () => {
    let isSilent = true;
    const rendered = await openAna((server) => {
      const usual = server.answers.send_message;
      server.answers.send_message = (request) => (isSilent ? null : usual(request));
    });
    await write(rendered, 'Did it arrive?');
    await waitFor(() => expect(sent(rendered)).toHaveLength(1));
    isSilent = false;
    rendered.server.cut();
    await waitFor(() => expect(sent(rendered)).toHaveLength(2), { timeout: 5_000 });
    const [first, second] = sent(rendered);
    expect(second).toEqual(first);
    await waitFor(() => expect(Object.keys(rendered.store.getState().outbox.queues)).toEqual([]));
    expect(bubbles('Did it arrive?')).toHaveLength(1);
  });
});
