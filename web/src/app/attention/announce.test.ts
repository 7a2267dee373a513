import type { Message } from '@erp-whatsapp/shared/message';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { changeSettings } from '#lib/settings.ts';
import { makeConversation, makeMessage, makeUser } from '#testing/factories.ts';
import { apiState } from '#testing/handlers.ts';
import { openTab } from '#testing/openTab.ts';
import { startServer } from '#testing/startServer.ts';
import { announce } from './announce.ts';
import type { Notice } from './notices.ts';
import { joinTabs, type TabView } from './tabs.ts';

const away: TabView = { isVisible: false, hasFocus: false, openId: null };

beforeEach(() => changeSettings({ sounds: true, notifications: true, notificationPreview: true }));

/** A browser of two tabs, of which the second one shows `other`; the first is the one that speaks. */
async function start(views: { own?: TabView; other?: TabView } = {}) {
  apiState.cookieOf = makeUser();
  const server = await startServer();
  onTestFinished(() => server.close());
  server.conversations = [makeConversation({ unreadCount: 1 })];
  const { store } = await openTab(server);
  await vi.waitFor(() => expect(store.getState().conversations.status).toBe('loaded'));
  const name = crypto.randomUUID();
  const tabs = joinTabs(name, () => views.own ?? away);
  const second = joinTabs(name, () => views.other ?? away);
  const done: { tones: number; shown: Notice[]; closed: string[] } = { tones: 0, shown: [], closed: [] };
  const play = () => {
    done.tones += 1;
  };
  const leave = announce({
    store,
    tabs: { ...tabs, isSpeaker: () => true },
    tone: { play },
    notices: {
      show: async (notice) => void done.shown.push(notice),
      close: async (id) => void done.closed.push(id),
      closeDone: async (isDone) => void (isDone('c1') ? done.closed.push('c1') : undefined),
    },
    toName: ({ name: customer }) => customer,
  });
  onTestFinished(() => {
    leave();
    tabs.leave();
    second.leave();
  });
  const write = (fields: Partial<Message> = {}) => {
    const detail = makeMessage({ createdAt: new Date().toISOString(), ...fields });
    window.dispatchEvent(new CustomEvent('whatsapp:new_message', { detail }));
  };
  return { done, write, server, store };
}

describe('a customer’s message', () => {
  it('is heard and shown when nobody looks, one tone for many', async () => {
    const { done, write } = await start();
    write({ content: 'Hello  *you*' });
    write({ content: 'Again' });
    await vi.waitFor(() => expect(done.shown).toHaveLength(2));
    expect(done.tones).toBe(1);
    expect(done.shown[0]).toEqual({ conversationId: 'c1', title: 'Ana', body: 'Hello *you*' });
  });

  it('is heard but not shown while somebody looks at something else of ours, in whichever tab', async () => {
    const { done, write } = await start({ other: { isVisible: true, hasFocus: true, openId: 'c2' } });
    write();
    await vi.waitFor(() => expect(done.tones).toBe(1));
    expect(done.shown).toEqual([]);
  });

  it('is neither heard nor shown where it can be seen to come', async () => {
    const { done, write } = await start({ other: { isVisible: true, hasFocus: true, openId: 'c1' } });
    write();
    write({ conversationId: 'c9' });
    await vi.waitFor(() => expect(done.tones).toBe(1));
    expect(done.shown).toEqual([]);
  });

  it('is nothing to hear of when it is one’s own, or old', async () => {
    const { done, write } = await start();
    write({ isOutgoing: true, senderType: 'agent' });
    write({ createdAt: new Date(Date.now() - 3_600_000).toISOString() });
    write({ content: 'New' });
    await vi.waitFor(() => expect(done.shown).toHaveLength(1));
    expect(done.shown[0]?.body).toBe('New');
  });

  it('disturbs nobody where it was muted or archived', async () => {
    const { done, write, server, store } = await start();
    server.emit('preferences_updated', { pinned: [], muted: ['c1'] });
    server.emit('conversation_updated', makeConversation({ id: 'c2', archived: true, unreadCount: 1 }));
    await vi.waitFor(() => expect(store.getState().conversations.entities['c2']).toBeDefined());
    write();
    write({ conversationId: 'c2' });
    write({ conversationId: 'c3', content: 'New' });
    await vi.waitFor(() => expect(done.shown).toHaveLength(1));
    expect(done.shown[0]?.body).toBe('New');
    expect(done.tones).toBe(1);
  });

  it('is told of as the settings want it', async () => {
    changeSettings({ sounds: false, notificationPreview: false });
    const { done, write } = await start();
    write({ content: 'Secret' });
    await vi.waitFor(() => expect(done.shown).toEqual([{ conversationId: 'c1', title: 'Ana', body: '' }]));
    expect(done.tones).toBe(0);
    changeSettings({ sounds: true, notifications: false });
    write();
    await vi.waitFor(() => expect(done.tones).toBe(1));
    expect(done.shown).toHaveLength(1);
  });

  it('is taken back when it was read, here or elsewhere', async () => {
    const { done } = await start();
    const tell = (unreadCount: number) => {
      const detail = makeConversation({ unreadCount });
      window.dispatchEvent(new CustomEvent('whatsapp:conversation_updated', { detail }));
    };
    tell(2);
    expect(done.closed).toEqual([]);
    tell(0);
    expect(done.closed).toEqual(['c1']);
  });
});

describe('of several tabs', () => {
  it('each tells what it shows', async () => {
    const name = crypto.randomUUID();
    const view = { isVisible: true, hasFocus: false, openId: 'c1' };
    const [first, second] = [joinTabs(name, () => away), joinTabs(name, () => view)];
    const stranger = joinTabs(crypto.randomUUID(), () => ({ ...view, openId: 'other' }));
    expect(await first.look()).toEqual([away, view]);
    second.leave();
    expect(await first.look()).toEqual([away]);
    first.leave();
    stranger.leave();
  });
});
