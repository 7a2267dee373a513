import { describe, expect, it, onTestFinished } from 'vitest';
import { changeSettings } from '#lib/settings.ts';
import { texts } from './i18n.ts';
import { followLanguage } from './language.ts';

async function speak(language: 'en' | 'es'): Promise<void> {
  changeSettings({ language });
  const unfollow = await followLanguage();
  unfollow();
  onTestFinished(async () => {
    await texts.changeLanguage('en');
  });
}

describe('texts', () => {
  it('count as the language does', async () => {
    const unread = (count: number) => texts.t('list.unread', { count });
    await speak('en');
    expect([0, 1, 2, 12_345].map(unread)).toEqual([
      '0 unread messages',
      '1 unread message',
      '2 unread messages',
      '12,345 unread messages',
    ]);
    await speak('es');
    expect([0, 1, 2, 12_345, 1_000_000].map(unread)).toEqual([
      '0 mensajes no leídos',
      '1 mensaje no leído',
      '2 mensajes no leídos',
      '12.345 mensajes no leídos',
      '1.000.000 de mensajes no leídos',
    ]);
  });

  it('are English where a language lacks one', async () => {
    texts.addResourceBundle('xx', 'translation', { app: { close: 'Xx' } });
    await texts.changeLanguage('xx');
    onTestFinished(async () => {
      await texts.changeLanguage('en');
    });
    expect(texts.t('app.close')).toBe('Xx');
    expect(texts.t('app.save')).toBe('Save');
  });
});
