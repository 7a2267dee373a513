import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const time = join(import.meta.dirname, 'time.ts');

/** What `time.ts` says in another time zone, which a process gets only at its start. */
function askIn(zone: string, expressions: string[]): unknown {
  // The texts tell the page their language.
  const page = 'globalThis.document = { documentElement: {} };';
  const answer = `process.stdout.write(JSON.stringify([${expressions.join()}]));`;
  const script = `${page} const t = await import(${JSON.stringify(time)}); ${answer}`;
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    env: { ...process.env, TZ: zone, LANG: 'en_US.UTF-8' },
    encoding: 'utf8',
  });
  return JSON.parse(output);
}

const day = (iso: string) => `t.toDay(new Date('${iso}'))`;
const left = (iso: string) => `t.untilTomorrow(new Date('${iso}'))`;
const name = (of: string, today: string) => `t.formatDay('${of}', '${today}')`;

describe('a day', () => {
  it('is the viewer’s, wherever they are', () => {
    expect(askIn('America/New_York', [day('2026-05-20T22:30:00.000Z')])).toEqual(['2026-05-20']);
    expect(askIn('Pacific/Kiritimati', [day('2026-05-20T22:30:00.000Z')])).toEqual(['2026-05-21']);
    const aroundMidnight = [day('2026-05-20T18:14:59.000Z'), day('2026-05-20T18:15:00.000Z')];
    expect(askIn('Asia/Kathmandu', aroundMidnight)).toEqual(['2026-05-20', '2026-05-21']);
  });

  it('may have 23 or 25 hours, and is yesterday the day after whatever the clock did at night', () => {
    const lengths = [left('2026-03-28T23:00:00.000Z'), left('2026-10-24T22:00:00.000Z')];
    const names = [
      name('2026-03-28', '2026-03-29'),
      name('2026-03-29', '2026-03-30'),
      name('2026-10-25', '2026-10-26'),
    ];
    expect(askIn('Europe/Berlin', [...lengths, ...names])).toEqual([
      23 * 3_600_000,
      25 * 3_600_000,
      'Yesterday',
      'Yesterday',
      'Yesterday',
    ]);
  });

  it('may begin at one o’clock, where the clock goes on at midnight', () => {
    const asked = [day('2026-04-23T21:59:59.999Z'), day('2026-04-23T22:00:00.000Z'), left('2026-04-23T21:59:00.000Z')];
    expect(askIn('Africa/Cairo', asked)).toEqual(['2026-04-23', '2026-04-24', 60_000]);
  });
});
