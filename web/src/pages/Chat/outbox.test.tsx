import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { answerOverHttp } from '#testing/answerOverHttp.ts';
import { makeConversation, makeMessage } from '#testing/factories.ts';
import { type Rendered, renderApp } from '#testing/renderApp.tsx';
import { fail, type TestServer } from '#testing/startServer.ts';

const slower = 'Working over a slower connection: you can write, and what is new appears every few seconds.';

function prepare(server: TestServer): void {
  server.conversations = [makeConversation()];
  server.messages = [makeMessage({ content: 'Hello' })];
}

async function write({ user }: Rendered, text: string): Promise<void> {
  await user.type(screen.getByLabelText('Message'), `${text}{Enter}`);
}

function tickOf(text: string): string | null {
  const bubble = screen.getByRole('listitem', { name: new RegExp(`: ${text}$`) });
  return within(bubble).getByRole('img').getAttribute('aria-label');
}

function sent(server: TestServer): unknown[] {
  return server
    .requests('send_message')
    .map((request) => (typeof request === 'object' && request && 'message' in request ? request.message : null));
}

async function lose({ server, store }: Rendered): Promise<void> {
  server.isReachable = false;
  server.cut();
  await waitFor(() => expect(store.getState().connection.lostAt).not.toBeNull());
}

describe('after a reload', () => {
  it('what waits is shown with its clock, in thread and list, and what was refused with its reason', async () => {
    const first = await renderApp({ path: '/chat/c1', prepare });
    const { server } = first;
    await screen.findByRole('listitem', { name: /Hello/ });
    const usual = server.answers.send_message;
    server.answers.send_message = (request) =>
      request.message === 'Refused' ? fail('OPTED_OUT', 'The customer does not want it.') : null;
    await write(first, 'Refused');
    expect(await screen.findByText('Not delivered: the customer does not want to get messages')).toBeTruthy();
    await write(first, 'Waits');
    await waitFor(() => expect(sent(server)).toEqual(['Refused', 'Waits']));
    first.closeTab();

    const second = await renderApp({ path: '/chat/c1', server });
    await screen.findByRole('listitem', { name: /: Waits$/ });
    expect(tickOf('Waits')).toBe('Sending');
    expect(tickOf('Refused')).toBe('Not delivered: the customer does not want to get messages');
    expect(await screen.findByRole('link', { name: /^Ana, Waits/ })).toBeTruthy();
    server.answers.send_message = usual;
    await second.user.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(screen.queryByText(/Not delivered:/)).toBeNull());
    server.cut();
    await waitFor(() => expect(second.store.getState().outbox.queues).toEqual({}), { timeout: 5_000 });
    expect(sent(server).slice(-2)).toEqual(['Waits', 'Refused']);
  });

  it('what was half written is there again, for its writer', async () => {
    const first = await renderApp({ path: '/chat/c1', prepare });
    await screen.findByRole('listitem', { name: /Hello/ });
    await first.user.type(screen.getByLabelText('Message'), 'Half a thought');
    first.closeTab();
    await renderApp({ path: '/chat/c1', server: first.server });
    expect(await screen.findByDisplayValue('Half a thought')).toBeTruthy();
  });
});

it('says where this browser can’t keep what is unsent', async () => {
  const broken = vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(() => {
    throw new DOMException('Not in this window.', 'SecurityError');
  });
  onTestFinished(() => broken.mockRestore());
  await renderApp({ path: '/chat/c1', prepare });
  expect(await screen.findAllByText(/is lost when you close this tab/)).not.toEqual([]);
});

describe('while only HTTP works', () => {
  it('messages go out over it, what happens is shown, and nothing is sent twice by the change', async () => {
    const rendered = await renderApp({ path: '/chat/c1', prepare });
    const { server, store } = rendered;
    await screen.findByRole('listitem', { name: /Hello/ });
    const side = answerOverHttp(server);
    await lose(rendered);
    await write(rendered, 'One');
    await write(rendered, 'Two');
    await waitFor(() => expect(store.getState().outbox.queues).toEqual({}));
    expect(side.asked.filter((event) => event === 'send_message')).toHaveLength(2);

    server.answers.sync = () => ({
      success: true,
      data: { messages: [makeMessage({ content: 'Meanwhile' })], conversations: [], seq: 9, more: false },
    });
    expect(await screen.findByRole('listitem', { name: /Meanwhile/ })).toBeTruthy();
    expect((await screen.findAllByText(slower)).length).toBeGreaterThan(0);
    expect(server.requests('sync').at(-1)).toEqual({ since: 1, limit: 500 });

    server.isReachable = true;
    act(() => rendered.connection.retryNow());
    await waitFor(() => expect(screen.queryByText(slower)).toBeNull());
    await waitFor(() => expect(server.requests('sync').at(-1)).toEqual({ since: 9, limit: 500 }));
    await write(rendered, 'Three');
    await waitFor(() => expect(store.getState().outbox.queues).toEqual({}));
    expect(sent(server)).toEqual(['One', 'Two', 'Three']);
    expect(side.asked.filter((event) => event === 'send_message')).toHaveLength(2);
  });

  it('what got no answer over the socket goes out over HTTP under the same id', async () => {
    const rendered = await renderApp({ path: '/chat/c1', prepare });
    const { server, store } = rendered;
    await screen.findByRole('listitem', { name: /Hello/ });
    const usual = server.answers.send_message;
    server.answers.send_message = () => null;
    await write(rendered, 'Once');
    await waitFor(() => expect(sent(server)).toEqual(['Once']));
    server.answers.send_message = usual;
    const side = answerOverHttp(server);
    await lose(rendered);
    await waitFor(() => expect(side.asked).toContain('send_message'));
    await waitFor(() => expect(store.getState().outbox.queues).toEqual({}));
    const [first, second] = server.requests('send_message');
    expect(second).toMatchObject({ ...(typeof first === 'object' ? first : {}) });
  });

  it('a page that never had a socket shows and sends all the same', async () => {
    const rendered = await renderApp({
      path: '/chat/c1',
      prepare: (server) => {
        prepare(server);
        server.isReachable = false;
        answerOverHttp(server);
      },
    });
    await screen.findByRole('listitem', { name: /Hello/ });
    expect(await screen.findByRole('link', { name: /^Ana/ })).toBeTruthy();
    await write(rendered, 'One');
    await waitFor(() => expect(sent(rendered.server)).toEqual(['One']));
  });

  it('goes on as soon as HTTP works, and waits as long as the server asks', async () => {
    const rendered = await renderApp({ path: '/chat/c1', prepare });
    const { server, store } = rendered;
    await screen.findByRole('listitem', { name: /Hello/ });
    const side = answerOverHttp(server);
    side.isReachable = false;
    await lose(rendered);
    await write(rendered, 'One');
    await waitFor(() => expect(store.getState().connection.http).toBe('fails'));
    expect(tickOf('One')).toBe('Sending');
    const usual = server.answers.send_message;
    let tries = 0;
    server.answers.send_message = (request) => {
      tries += 1;
      return tries === 1 ? fail('RATE_LIMITED', 'Too much at once.', 150) : usual(request);
    };
    side.isReachable = true;
    await waitFor(() => expect(store.getState().outbox.queues).toEqual({}), { timeout: 9_000 });
    expect(sent(server)).toEqual(['One', 'One']);
    expect(screen.queryByText(/Not delivered/)).toBeNull();
  });
});
