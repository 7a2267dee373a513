import { errorTable } from '@erp-whatsapp/shared/errors';
import { describe, expect, it, onTestFinished } from 'vitest';
import '#lib/texts/later.ts';
import { changeSettings } from '#lib/settings.ts';
import { texts } from '#lib/texts/i18n.ts';
import { followLanguage } from '#lib/texts/language.ts';
import { explain, explainDisconnect, explainFailure, explainRefusal } from './explain.ts';

const message = 'The name is taken by channel 7.';

async function speakSpanish(): Promise<void> {
  changeSettings({ language: 'es' });
  const unfollow = await followLanguage();
  unfollow();
  onTestFinished(async () => {
    await texts.changeLanguage('en');
  });
}

describe('what went wrong', () => {
  it('is the server’s own sentence in English, which says more than the code', () => {
    expect(explain({ code: 'CONFLICT', message })).toBe(message);
    expect(explainDisconnect({ reason: 'BANNED', message })).toBe(message);
  });

  it('is never English in another language, whatever the code', async () => {
    const codes = Object.keys(errorTable).filter((code): code is keyof typeof errorTable => code in errorTable);
    const inEnglish: string[] = codes.map((code) => texts.t(`errors.${code}`));
    await speakSpanish();
    const said = codes.map((code) => explain({ code, message }));
    expect(said).not.toContain(message);
    expect(said.filter((sentence) => inEnglish.includes(sentence) || sentence.startsWith('errors.'))).toEqual([]);
    expect(explainFailure({ code: 'WHATSAPP_REJECTED', message })).toBe('WhatsApp rechazó el mensaje.');
    expect(explainFailure({ code: 'NOT_ON_WHATSAPP', message })).toBe('este número no está en WhatsApp');
    expect(explainDisconnect({ reason: 'BANNED', message })).toContain('bloqueó');
    expect(explainDisconnect({ reason: 'CODE_599', message })).toBeNull();
  });

  it('is the network where no answer came', () => {
    const sentence = texts.t('app.notReached');
    expect(explain({ code: 'UNREACHABLE', message })).toBe(sentence);
    expect(explainRefusal({ code: 'NO_ANSWER', error: 'x' })).toBe(sentence);
  });

  it('is in the table of every code that the server has', () => {
    const codes = Object.keys(errorTable);
    expect(codes.filter((code) => !texts.exists(`errors.${code}`))).toEqual([]);
  });
});
