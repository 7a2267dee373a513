import { initAuthCreds, proto } from 'baileys';
import { expect, test } from 'vitest';
import { decodeKey, encodeKey } from './keyCoding.ts';

test('each kind of key comes back as it was', () => {
  const pair = initAuthCreds().noiseKey;
  const decodedPair = decodeKey('pre-key', encodeKey(pair));
  expect(Buffer.from(decodedPair.private)).toEqual(Buffer.from(pair.private));
  expect(Buffer.from(decodedPair.public)).toEqual(Buffer.from(pair.public));

  const session = { _sessions: { key: { indexInfo: { used: 1 } } }, version: 'v1' };
  expect(decodeKey('session', encodeKey(session))).toEqual(session);
  expect(decodeKey('sender-key', encodeKey(Buffer.of(1, 2)))).toEqual(Buffer.of(1, 2));
  expect(decodeKey('lid-mapping', encodeKey('91234'))).toBe('91234');
  expect(decodeKey('device-list', encodeKey(['0', '3']))).toEqual(['0', '3']);
  const token = { token: Buffer.of(7), timestamp: '1700000000' };
  expect(decodeKey('tctoken', encodeKey(token))).toEqual(token);
});

test('an app state key comes back as the class that Baileys wants', () => {
  const key = proto.Message.AppStateSyncKeyData.fromObject({
    keyData: Buffer.of(1, 2, 3),
    timestamp: 1_700_000_000_000,
  });
  const decoded = decodeKey('app-state-sync-key', encodeKey(key));
  expect(decoded).toBeInstanceOf(proto.Message.AppStateSyncKeyData);
  expect(Buffer.from(decoded.keyData ?? [])).toEqual(Buffer.of(1, 2, 3));
});
