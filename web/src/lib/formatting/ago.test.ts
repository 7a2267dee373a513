import { expect, it } from 'vitest';
import { formatAgo, formatDate } from './ago.ts';

const now = Date.parse('2026-11-21T12:00:00Z');
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

it.each([
  ['2026-11-21T11:59:01Z', null],
  ['2026-11-21T12:00:30Z', null],
  ['2026-11-21T11:58:59Z', relative.format(-1, 'minute')],
  ['2026-11-21T11:00:01Z', relative.format(-59, 'minute')],
  ['2026-11-21T11:00:00Z', relative.format(-1, 'hour')],
  ['2026-11-20T12:00:01Z', relative.format(-23, 'hour')],
  ['2026-11-20T12:00:00Z', relative.format(-1, 'day')],
  ['2026-11-14T12:00:01Z', relative.format(-6, 'day')],
  ['2026-11-14T12:00:00Z', formatDate('2026-11-14T12:00:00Z')],
])('%s is %s', (iso, text) => {
  expect(formatAgo(iso, now)).toBe(text);
});
