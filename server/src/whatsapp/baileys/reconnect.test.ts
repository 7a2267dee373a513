import { expect, test } from 'vitest';
import { createBackOff, decideNextStep, toEnding } from './reconnect.ts';

const linked = { isLinked: true, isQrShown: false };
const unlinked = { isLinked: false, isQrShown: true };

test.each([
  [515, linked, 'again', undefined],
  [408, linked, 'again', 'CONNECTION_LOST'],
  [428, linked, 'again', 'CONNECTION_CLOSED'],
  [503, linked, 'again', 'SERVICE_UNAVAILABLE'],
  [500, linked, 'again', 'CODE_500'],
  [440, linked, 'stop', 'OPENED_ELSEWHERE'],
  [402, linked, 'stop', 'BANNED'],
  [403, linked, 'stop', 'FORBIDDEN'],
  [405, linked, 'stop', 'OUTDATED'],
  [411, linked, 'stop', 'NOT_SUPPORTED'],
  [401, linked, 'forget', 'LOGGED_OUT'],
  [401, unlinked, 'again', 'LINK_REFUSED'],
  [408, unlinked, 'again', 'CONNECTION_LOST'],
])('code %i of %o: %s', (...[code, context, step, reason]) => {
  const next = decideNextStep({ code, message: 'x' }, context);
  expect(next.step).toBe(step);
  expect(next.lastDisconnect?.reason).toBe(reason);
});

test('only a new server’s wish is followed at once', () => {
  expect(decideNextStep({ code: 515, message: '' }, linked)).toMatchObject({ isAtOnce: true });
  expect(decideNextStep({ code: 428, message: '' }, linked)).toMatchObject({ isAtOnce: false });
});

test('codes that nobody scanned are a reason to stop', () => {
  expect(decideNextStep({ code: 408, message: 'QR refs attempts ended' }, unlinked)).toMatchObject({
    step: 'stop',
    lastDisconnect: { reason: 'QR_EXPIRED' },
  });
});

test('an error without a code counts as a failure of the connection', () => {
  expect(toEnding(new Error('odd'))).toEqual({ code: 500, message: 'odd' });
  expect(toEnding(undefined)).toEqual({ code: 500, message: 'The connection ended.' });
  expect(toEnding(Object.assign(new Error('lost'), { output: { statusCode: 408 } }))).toEqual({
    code: 408,
    message: 'lost',
  });
});

test('pauses grow from one second to a minute, and begin anew after a connection that stood', () => {
  const backOff = createBackOff(() => 1);
  expect(Array.from({ length: 8 }, () => backOff.next(0))).toEqual([
    1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000,
  ]);
  expect(backOff.next(30_000)).toBe(1_000);
  expect(createBackOff(() => 0).next(0)).toBe(500);
});

test('a server that asks for a new connection gets one at once, but not again and again', () => {
  const backOff = createBackOff(() => 1);
  expect([backOff.next(0, true), backOff.next(0, true), backOff.next(0, true)]).toEqual([0, 1_000, 2_000]);
  expect(backOff.next(30_000, true)).toBe(0);
  expect(backOff.next(0)).toBe(1_000);
});
