import { describe, expect, it, onTestFinished } from 'vitest';
import { changeSettings, followSettings, readSettings } from './settings.ts';

describe('the settings of this browser', () => {
  it('are the defaults until something is chosen', () => {
    expect(readSettings()).toEqual({
      theme: 'system',
      density: 'comfortable',
      textSize: 15,
      sendWith: 'enter',
      sounds: true,
      notifications: true,
      notificationPreview: true,
      singleKeys: true,
      language: 'system',
    });
  });

  it('are kept, and what is not changed stays', () => {
    changeSettings({ textSize: 17, sounds: false });
    changeSettings({ density: 'compact' });
    expect(readSettings()).toMatchObject({ textSize: 17, sounds: false, density: 'compact', theme: 'system' });
    expect(JSON.parse(localStorage.getItem('settings') ?? '')).toMatchObject({ textSize: 17, density: 'compact' });
  });

  it('are the same object until something changes', () => {
    const before = readSettings();
    expect(readSettings()).toBe(before);
    changeSettings({ sendWith: 'modEnter' });
    expect(readSettings()).not.toBe(before);
    expect(readSettings()).toBe(readSettings());
  });

  it('take over the theme of before', () => {
    localStorage.setItem('theme', 'dark');
    expect(readSettings().theme).toBe('dark');
    changeSettings({ density: 'compact' });
    expect(readSettings().theme).toBe('dark');
    expect(localStorage.getItem('theme')).toBeNull();
  });

  it.each([
    '',
    'x',
    'null',
    '7',
    '[]',
    '{"theme":"pink","textSize":"15","sounds":0,"__proto__":{"density":"compact"}}',
  ])('are the defaults where what is kept makes no sense: %s', (stored) => {
    localStorage.setItem('settings', stored);
    expect(readSettings()).toMatchObject({ theme: 'system', textSize: 15, sounds: true, density: 'comfortable' });
  });

  it('tell of changes here and in other tabs, until nobody listens', () => {
    let told = 0;
    const unfollow = followSettings(() => {
      told += 1;
    });
    onTestFinished(unfollow);
    changeSettings({ singleKeys: false });
    window.dispatchEvent(new StorageEvent('storage', { key: 'settings' }));
    expect(told).toBe(2);
    unfollow();
    changeSettings({ singleKeys: true });
    expect(told).toBe(2);
  });
});
