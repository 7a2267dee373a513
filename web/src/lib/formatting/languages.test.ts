import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { texts } from '#lib/texts/i18n.ts';
import { formatAgo } from './ago.ts';
import { formatDay, formatListTime } from './time.ts';

const now = new Date(2026, 10, 21, 12);
const iso = (day: number) => new Date(2026, 10, day, 9, 5).toISOString();

async function speak(language: string, preferred: string[]): Promise<void> {
  vi.spyOn(navigator, 'languages', 'get').mockReturnValue(preferred);
  await texts.changeLanguage(language);
  onTestFinished(async () => {
    vi.restoreAllMocks();
    await texts.changeLanguage('en');
  });
}

describe('dates', () => {
  it('are those of the language that is shown', async () => {
    await speak('es', ['en-US']);
    expect(formatDay('2026-11-20', '2026-11-21')).toBe('Ayer');
    expect(formatListTime(iso(17), '2026-11-21')).toBe('martes');
    expect(formatAgo(iso(20), now.getTime())).toBe('ayer');
    await texts.changeLanguage('en');
    expect(formatDay('2026-11-20', '2026-11-21')).toBe('Yesterday');
  });

  it('are written as in the viewer’s own country', async () => {
    await speak('en', ['es-MX', 'en-GB']);
    expect(formatListTime(iso(2), '2026-11-21')).toBe('02/11/26');
  });

  it('are not those of a country whose language is another', async () => {
    await speak('en', ['de-DE']);
    expect(formatListTime(iso(2), '2026-11-21')).toBe('11/02/26');
  });
});
