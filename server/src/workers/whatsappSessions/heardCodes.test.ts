import type { Channel, ChannelStatus } from '@erp-whatsapp/shared/channel';
import { expect, test } from 'vitest';
import { createHeardCodes } from './heardCodes.ts';

const channel = { workspaceId: 'w', channelId: 'c' };
const expiresAt = new Date(1_000).toISOString();
const code = { by: 'pairingCode', code: 'ABCD1234', expiresAt: 1_000 };
const qr = { by: 'qr', picture: 'data:image/png;base64,', expiresAt: 1_000 };

let now = 0;

function start() {
  now = 0;
  const codes = createHeardCodes({ now: () => now });
  return {
    ...codes,
    hearCode: () =>
      codes.hear({
        name: 'channel:pairingCode',
        workspaceId: 'w',
        payload: { channelId: 'c', code: code.code, expiresAt },
      }),
    hearQr: () =>
      codes.hear({ name: 'channel:qr', workspaceId: 'w', payload: { channelId: 'c', picture: qr.picture, expiresAt } }),
    hearStatus: (status: ChannelStatus) =>
      codes.hear({ name: 'channel:updated', workspaceId: 'w', payload: { channel: toChannel(status) } }),
  };
}

test('the latest of what is shown elsewhere is known', () => {
  const { find, hearCode, hearQr } = start();
  expect(find(channel)).toBeNull();
  hearQr();
  expect(find(channel)).toEqual(qr);
  hearCode();
  expect(find(channel)).toEqual(code);
});

test('it is nobody’s of another workspace', () => {
  const { find, hearCode } = start();
  hearCode();
  expect(find({ ...channel, workspaceId: 'x' })).toBeNull();
  expect(find({ ...channel, channelId: 'd' })).toBeNull();
});

test('it ends with its time', () => {
  const { find, hearCode } = start();
  hearCode();
  now = 999;
  expect(find(channel)).toEqual(code);
  now = 1_000;
  expect(find(channel)).toBeNull();
});

test.each<[ChannelStatus, boolean]>([
  ['pairing_code_ready', true],
  ['qr_ready', true],
  ['connecting', false],
  ['active', false],
  ['inactive', false],
  ['error', false],
  ['logged_out', false],
])('of a number that is %s then: %s', (status, isKnown) => {
  const { find, hearCode, hearStatus } = start();
  hearCode();
  hearStatus(status);
  expect(find(channel) !== null).toBe(isKnown);
});

function toChannel(status: ChannelStatus): Channel {
  return {
    channelId: 'c',
    name: 'WhatsApp',
    type: 'whatsapp_automated',
    status,
    phoneNumber: null,
    isLinked: false,
    isActive: true,
    isDefault: true,
    lastStatusUpdate: expiresAt,
    lastConnected: null,
    lastDisconnect: null,
    createdAt: expiresAt,
  };
}
