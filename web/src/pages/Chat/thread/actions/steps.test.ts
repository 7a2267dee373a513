import { describe, expect, it } from 'vitest';
import type { Row } from '#store/slices/row.ts';
import { makeMessage } from '#testing/factories.ts';
import { toSteps } from './steps.ts';

const written = '2026-11-20T10:00:00.000Z';
const sent = '2026-11-20T10:00:01.000Z';
const later = '2026-11-20T10:05:00.000Z';

describe('a message’s steps', () => {
  it.each<[string, Partial<Row>, string[]]>([
    ['waits', { status: 'pending' }, [`written ${written}`, 'sent not yet', 'delivered not yet', 'read not yet']],
    [
      'was sent',
      { status: 'sent', sentAt: sent },
      [`written ${written}`, `sent ${sent}`, 'delivered not yet', 'read not yet'],
    ],
    [
      'was read, of which not all was told',
      { status: 'read', sentAt: sent, readAt: later },
      [`written ${written}`, `sent ${sent}`, 'delivered unknown', `read ${later}`],
    ],
    ['failed at once', { status: 'failed', updatedAt: later }, [`written ${written}`, `failed ${later}`]],
    [
      'failed after it was sent',
      { status: 'failed', sentAt: sent, updatedAt: later },
      [`written ${written}`, `sent ${sent}`, `failed ${later}`],
    ],
    [
      'was refused before a reload',
      { status: 'failed', isStored: false, updatedAt: written },
      [`written ${written}`, 'failed unknown'],
    ],
    ['came', { isOutgoing: false }, [`received ${written}`, 'readHere not yet']],
    [
      'was read here',
      { isOutgoing: false, status: 'read', readAt: later },
      [`received ${written}`, `readHere ${later}`],
    ],
  ])('of one that %s', (_name, fields, expected) => {
    const message = makeMessage({ isOutgoing: true, createdAt: written });
    const steps = toSteps({ ...message, key: message.id, isStored: true, ...fields });
    expect(steps.map(({ name, at }) => `${name} ${at === undefined ? 'not yet' : (at ?? 'unknown')}`)).toEqual(
      expected,
    );
  });
});
