import { locks } from 'node:worker_threads';
import { openDB } from 'idb';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createKeptMessages } from '#lib/outbox/keptMessages.ts';
import { makeConversation, makeUser } from '#testing/factories.ts';
import { apiState } from '#testing/handlers.ts';
import { openTab, type Tab } from '#testing/openTab.ts';
import { fail, startServer, type TestServer } from '#testing/startServer.ts';
import { signOut } from './auth.ts';
import { readKept } from './keeping.ts';
import { retryMessage, sendMessage } from './messages.ts';
import { joinConversation } from './rooms.ts';
import { toRows } from './slices/rows.ts';

async function start(): Promise<TestServer> {
  const server = await startServer();
  onTestFinished(() => server.close());
  server.conversations = [makeConversation()];
  apiState.cookieOf = makeUser();
  return server;
}

/** A tab with the conversation open. */
async function open(server: TestServer): Promise<Tab> {
  const tab = await openTab(server);
  tab.store.dispatch(joinConversation('c1'));
  return tab;
}

async function openReady(server: TestServer): Promise<Tab> {
  const tab = await open(server);
  await vi.waitFor(() => expect(tab.store.getState().connection.socket.phase).toBe('ready'));
  return tab;
}

function write({ store }: Tab, ...given: string[]): void {
  for (const text of given) store.dispatch(sendMessage({ conversationId: 'c1', text }));
}

/** What the thread shows of one's own, in order, with the status. */
function shown({ store }: Tab): string[] {
  const thread = store.getState().messages.threads['c1'];
  return thread === undefined ? [] : toRows(thread).map(({ content, status }) => `${content}: ${status}`);
}

function sent(server: TestServer): unknown[] {
  return server
    .requests('send_message')
    .map((request) => (typeof request === 'object' && request && 'message' in request ? request.message : null));
}

function ids(server: TestServer): Set<unknown> {
  const all = server.requests('send_message');
  return new Set(
    all.map((one) => (typeof one === 'object' && one && 'clientMessageId' in one ? one.clientMessageId : 0)),
  );
}

async function kept(owner = 'w1/u1'): Promise<string[]> {
  return (await createKeptMessages().read(owner)).map(({ text }) => text);
}

/** Another writes for as long as the returned function is not called. */
async function occupyDisk(): Promise<() => Promise<void>> {
  const database = await openDB('outbox');
  const { store, done } = database.transaction('messages', 'readwrite');
  let isHeld = true;
  const holding = (async () => {
    while (isHeld) await store.count();
    await done;
    database.close();
  })();
  return () => {
    isHeld = false;
    return holding;
  };
}

const waiting = ['One: pending', 'Two: pending', 'Three: pending'];

describe('what was written', () => {
  it('goes out once it is on disk, and is taken from there when the server has it', async () => {
    const server = await start();
    const usual = server.answers.send_message;
    const keptAtArrival: string[][] = [];
    server.answers.send_message = async (request) => {
      keptAtArrival.push(await kept());
      return usual(request);
    };
    const tab = await openReady(server);
    const letGo = await occupyDisk();
    write(tab, 'One');
    await tab.connection.command('get_connection_status', {});
    expect(sent(server)).toEqual([]);
    expect(shown(tab)).toEqual(['One: pending']);
    await letGo();
    await vi.waitFor(() => expect(sent(server)).toEqual(['One']));
    await vi.waitFor(async () => expect(await kept()).toEqual([]));
    expect(keptAtArrival).toEqual([['One']]);
  });

  it('without a connection is there after a reload, and goes out once and in order', async () => {
    const server = await start();
    server.isReachable = false;
    const first = await open(server);
    write(first, 'One', 'Two', 'Three');
    await vi.waitFor(async () => expect(await kept()).toHaveLength(3));
    first.close();

    const second = await open(server);
    await vi.waitFor(() => expect(shown(second)).toEqual(waiting));
    expect(sent(server)).toEqual([]);
    server.isReachable = true;
    second.connection.retryNow();
    await vi.waitFor(async () => expect(await kept()).toEqual([]), { timeout: 4_000 });
    expect(sent(server)).toEqual(['One', 'Two', 'Three']);
    expect(shown(second)).toEqual(waiting);
    expect(second.store.getState().outbox.queues).toEqual({});
  });

  it('to a number by a certain one of ours goes by that one after a reload too', async () => {
    const server = await start();
    server.isReachable = false;
    const first = await open(server);
    const to = '+4915155555555';
    first.store.dispatch(sendMessage({ to, channelId: 'ch2', text: 'One' }));
    await vi.waitFor(async () => expect(await kept()).toEqual(['One']));
    first.close();

    const second = await open(server);
    await vi.waitFor(() => expect(Object.keys(second.store.getState().outbox.queues)).toEqual([`${to}@ch2`]));
    server.isReachable = true;
    second.connection.retryNow();
    await vi.waitFor(async () => expect(await kept()).toEqual([]), { timeout: 4_000 });
    expect(server.requests('send_message')).toEqual([expect.objectContaining({ to, channelId: 'ch2' })]);
  });

  it('is sent under the same id when the tab was closed before the answer came', async () => {
    const server = await start();
    const usual = server.answers.send_message;
    server.answers.send_message = () => null;
    const first = await openReady(server);
    write(first, 'One', 'Two');
    await vi.waitFor(() => expect(sent(server)).toEqual(['One']));
    first.close();

    server.answers.send_message = usual;
    const second = await openReady(server);
    await vi.waitFor(async () => expect(await kept()).toEqual([]));
    expect(sent(server)).toEqual(['One', 'One', 'Two']);
    expect(ids(server).size).toBe(2);
    expect(shown(second)).toEqual(['One: pending', 'Two: pending']);
  });

  it('and was refused is kept with its reason, holds up nothing, and goes out when a person says so', async () => {
    const server = await start();
    const usual = server.answers.send_message;
    server.answers.send_message = (request) =>
      request.message === 'One' ? fail('OPTED_OUT', 'The customer does not want it.') : usual(request);
    const first = await openReady(server);
    write(first, 'One', 'Two');
    await vi.waitFor(async () => expect(await kept()).toEqual(['One']));
    await vi.waitFor(() => expect(first.store.getState().outbox.disk).toEqual({}));
    first.close();

    server.answers.send_message = usual;
    const second = await openReady(server);
    await vi.waitFor(() => expect(shown(second)).toEqual(['One: failed']));
    const [row] = toRows(second.store.getState().messages.threads['c1'] ?? { ids: [], entities: {} });
    expect(row?.error).toEqual({ code: 'OPTED_OUT', message: 'The customer does not want it.' });
    expect(sent(server)).toEqual(['One', 'Two']);
    if (row !== undefined) await second.store.dispatch(retryMessage('c1', row));
    await vi.waitFor(async () => expect(await kept()).toEqual([]));
    expect(sent(server)).toEqual(['One', 'Two', 'One']);
    expect(ids(server).size).toBe(2);
  });

  it('is nobody else’s, and goes out when its writer signs in again', async () => {
    const server = await start();
    server.isReachable = false;
    const tab = await open(server);
    write(tab, 'Mine');
    await vi.waitFor(async () => expect(await kept()).toEqual(['Mine']));
    await tab.store.dispatch(signOut());
    tab.close();
    server.isReachable = true;

    apiState.cookieOf = makeUser({ id: 'u2', name: 'Carl' });
    const other = await openReady(server);
    write(other, 'His');
    await vi.waitFor(() => expect(sent(server)).toEqual(['His']));
    expect(shown(other)).toEqual(['His: pending']);
    expect(await kept()).toEqual(['Mine']);
    other.close();

    apiState.cookieOf = makeUser();
    await openReady(server);
    await vi.waitFor(() => expect(sent(server)).toEqual(['His', 'Mine']));
  });

  it('is neither shown nor sent once another person has signed in in another tab', async () => {
    const server = await start();
    server.isReachable = false;
    const tab = await open(server);
    write(tab, 'Mine');
    await vi.waitFor(async () => expect(await kept()).toEqual(['Mine']));
    apiState.cookieOf = makeUser({ id: 'u2', name: 'Carl' });
    await tab.session.refresh();
    await vi.waitFor(() => expect(tab.store.getState().auth).toMatchObject({ user: { id: 'u2' } }));
    server.isReachable = true;
    tab.connection.retryNow();
    await vi.waitFor(() => expect(tab.store.getState().connection.socket.phase).toBe('ready'), { timeout: 4_000 });
    await vi.waitFor(() => expect(server.requests('get_conversations').length).toBeGreaterThan(0));
    expect(shown(tab)).toEqual([]);
    expect(sent(server)).toEqual([]);
    expect(await kept()).toEqual(['Mine']);
  });
});

describe.each([
  { browser: 'with locks', withLocks: true },
  { browser: 'without locks', withLocks: false },
])('several tabs of a browser $browser', ({ withLocks }) => {
  // The same as a browser's, for the tabs of one process.
  if (withLocks) {
    beforeAll(() => void Object.defineProperty(navigator, 'locks', { value: locks, configurable: true }));
    afterAll(() => void Reflect.deleteProperty(navigator, 'locks'));
  }

  it('show the same, and one goes on where another was closed', async () => {
    const server = await start();
    server.isReachable = false;
    const first = await open(server);
    const second = await open(server);
    write(first, 'One', 'Two');
    await vi.waitFor(() => expect(shown(second)).toEqual(waiting.slice(0, 2)));
    write(second, 'Three');
    await vi.waitFor(() => expect(shown(first)).toEqual(waiting));
    first.close();

    server.isReachable = true;
    second.connection.retryNow();
    await vi.waitFor(() => expect(sent(server)).toEqual(['One', 'Two', 'Three']), { timeout: 4_000 });
    await vi.waitFor(async () => expect(await kept()).toEqual([]));
  });

  it('send one after another, in order, when all are back at once', async () => {
    const server = await start();
    server.isReachable = false;
    const tabs = [await open(server), await open(server), await open(server)];
    for (const [index, tab] of tabs.entries()) {
      write(tab, `${index}a`, `${index}b`);
      await vi.waitFor(async () => expect(await kept()).toHaveLength(2 * (index + 1)));
      for (const other of tabs) await vi.waitFor(() => expect(shown(other)).toHaveLength(2 * (index + 1)));
    }
    server.isReachable = true;
    for (const tab of tabs) tab.connection.retryNow();
    await vi.waitFor(async () => expect(await kept()).toEqual([]), { timeout: 5_000 });
    const inOrder = ['0a', '0b', '1a', '1b', '2a', '2b'];
    expect([...new Set(sent(server))]).toEqual(inOrder);
    expect(ids(server).size).toBe(6);
    if (withLocks) expect(sent(server)).toEqual(inOrder);
    for (const { store } of tabs) await vi.waitFor(() => expect(store.getState().outbox.queues).toEqual({}));
  });

  it('hear from each other what the server has, and what it refused', async () => {
    const server = await start();
    const usual = server.answers.send_message;
    server.answers.send_message = (request) =>
      request.message === 'Two' ? fail('OPTED_OUT', 'The customer does not want it.') : usual(request);
    server.isReachable = false;
    const first = await open(server);
    const second = await open(server);
    write(first, 'One', 'Two');
    await vi.waitFor(() => expect(shown(second)).toEqual(waiting.slice(0, 2)));
    server.isReachable = true;
    first.connection.retryNow();
    const stored = ({ store }: Tab) => store.getState().messages.threads['c1']?.keyById['sent1'];
    await vi.waitFor(() => expect(stored(second)).toBeTruthy(), { timeout: 4_000 });
    expect(stored(first)).toBe(stored(second));
    await vi.waitFor(() => expect(shown(second)).toContain('Two: failed'));
    expect(second.store.getState().outbox.queues).toEqual({});
  });
});

describe('where the browser keeps nothing', () => {
  it('messages go out all the same, and that they would be lost is known', async () => {
    const broken = vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(() => {
      throw new DOMException('Not in this window.', 'SecurityError');
    });
    onTestFinished(() => broken.mockRestore());
    const server = await start();
    const tab = await openReady(server);
    write(tab, 'One', 'Two');
    await vi.waitFor(() => expect(sent(server)).toEqual(['One', 'Two']));
    expect(tab.store.getState().outbox.canKeep).toBe(false);
    await vi.waitFor(() => expect(tab.store.getState().outbox.queues).toEqual({}));
  });

  it('what could not be written waits beside what could, and is not lost by reading that', async () => {
    const server = await start();
    server.isReachable = false;
    const tab = await open(server);
    write(tab, 'One');
    await vi.waitFor(async () => expect(await kept()).toEqual(['One']));
    const full = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('The disk is full.', 'QuotaExceededError');
    });
    onTestFinished(() => full.mockRestore());
    write(tab, 'Two', 'Three');
    await vi.waitFor(() => expect(tab.store.getState().outbox.canKeep).toBe(false));
    await tab.store.dispatch(readKept());
    expect(shown(tab)).toEqual(waiting);
    server.isReachable = true;
    tab.connection.retryNow();
    await vi.waitFor(() => expect(sent(server)).toEqual(['One', 'Two', 'Three']), { timeout: 4_000 });
    await vi.waitFor(async () => expect(await kept()).toEqual([]));
    expect(tab.store.getState().outbox.queues).toEqual({});
  });
});
