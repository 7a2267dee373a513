import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { changeSettings, readSettings } from '#lib/settings.ts';
import { texts } from '#lib/texts/i18n.ts';
import { followLanguage } from '#lib/texts/language.ts';
import { followTheme } from '#lib/theme.ts';
import { renderApp } from '#testing/renderApp.tsx';

const noop = () => undefined;
const group = (name: string) => within(screen.getByRole('group', { name }));

async function start(role: 'admin' | 'agent' = 'agent') {
  const unfollow = [followTheme(), await followLanguage()];
  onTestFinished(async () => {
    for (const end of unfollow) end();
    await texts.changeLanguage('en');
  });
  const app = await renderApp({ path: '/settings/console', role });
  await screen.findByRole('heading', { name: 'Console' });
  return app;
}

describe('the console’s settings', () => {
  it('are for everybody, and each holds at once', async () => {
    const { user } = await start('agent');
    const choose = (name: string, option: string | RegExp) =>
      user.click(group(name).getByRole('radio', { name: option }));
    await choose('Appearance', 'Dark');
    expect(document.documentElement.dataset['theme']).toBe('dark');
    await choose('Conversation list', 'Compact');
    await choose('Text size of messages', 'Large');
    expect(document.documentElement.dataset['textSize']).toBe('17');
    await choose('What sends a message', /^(?:Ctrl|⌘)\+Enter/);
    await user.click(screen.getByRole('switch', { name: 'Sounds' }));
    await user.click(screen.getByRole('switch', { name: 'Single-key shortcuts' }));
    expect(readSettings()).toMatchObject({
      theme: 'dark',
      density: 'compact',
      textSize: 17,
      sendWith: 'modEnter',
      sounds: false,
      singleKeys: false,
      language: 'system',
    });
    expect(screen.queryByRole('button', { name: 'Save' })).toBeNull();
  });

  it('let one hear the sound', async () => {
    const started: number[] = [];
    const node = () => ({
      frequency: { value: 0 },
      gain: { setValueAtTime: noop, linearRampToValueAtTime: noop, exponentialRampToValueAtTime: noop },
      connect: (next: object) => next,
      start: (at: number) => started.push(at),
      stop: noop,
    });
    const context = class {
      state = 'running';
      currentTime = 5;
      createOscillator = node;
      createGain = node;
      close = () => Promise.resolve();
    };
    vi.stubGlobal('AudioContext', context);
    onTestFinished(() => {
      vi.unstubAllGlobals();
    });
    const { user } = await start();
    await user.click(screen.getByRole('button', { name: 'Listen' }));
    expect(started.length).toBeGreaterThan(0);
  });

  it('show what another tab chose', async () => {
    await start();
    localStorage.setItem('settings', JSON.stringify({ density: 'compact', theme: 'dark' }));
    window.dispatchEvent(new StorageEvent('storage', { key: 'settings' }));
    await waitFor(() => {
      expect(group('Conversation list').getByRole('radio', { name: 'Compact' })).toHaveProperty('checked', true);
    });
    expect(document.documentElement.dataset['theme']).toBe('dark');
  });

  it('share the theme with the account’s menu', async () => {
    const { user } = await start();
    await user.click(screen.getByRole('button', { name: 'Account and appearance' }));
    await user.click(await screen.findByRole('menuitemradio', { name: 'Dark' }));
    await user.keyboard('{Escape}');
    await waitFor(() =>
      expect(group('Appearance').getByRole('radio', { name: 'Dark' })).toHaveProperty('checked', true),
    );
  });

  it('lead to the list of all keys', async () => {
    const { user } = await start();
    await user.click(screen.getByRole('button', { name: 'All shortcuts' }));
    expect(await screen.findByRole('dialog', { name: 'Keyboard shortcuts' })).toBeTruthy();
  });
});

describe('the language', () => {
  it('changes everywhere without a reload, and the page says so', async () => {
    const { user } = await start();
    await user.click(group('Language').getByRole('radio', { name: 'Español' }));
    expect(await screen.findByRole('heading', { name: 'Consola' })).toBeTruthy();
    expect(document.documentElement.lang).toBe('es');
    expect(document.documentElement.dir).toBe('ltr');
    await user.click(screen.getByRole('radio', { name: 'English' }));
    expect(await screen.findByRole('heading', { name: 'Console' })).toBeTruthy();
    expect(document.documentElement.lang).toBe('en');
  });

  it('follows the device until one is chosen', async () => {
    vi.spyOn(navigator, 'languages', 'get').mockReturnValue(['fr-FR', 'es-MX', 'en']);
    onTestFinished(() => {
      vi.restoreAllMocks();
    });
    const unfollow = await followLanguage();
    onTestFinished(async () => {
      unfollow();
      await texts.changeLanguage('en');
    });
    expect(document.documentElement.lang).toBe('es');
    changeSettings({ language: 'en' });
    await waitFor(() => expect(document.documentElement.lang).toBe('en'));
  });
});

describe('a language from right to left', () => {
  it('turns the whole page', async () => {
    await start();
    texts.addResourceBundle('ar-XB', 'translation', { settings: { console: { title: 'الإعدادات' } } });
    await texts.changeLanguage('ar-XB');
    expect(await screen.findByRole('heading', { name: 'الإعدادات' })).toBeTruthy();
    expect(document.documentElement.dir).toBe('rtl');
    // What it does not have is shown in English.
    expect(screen.getByRole('group', { name: 'Language' })).toBeTruthy();
  });
});
