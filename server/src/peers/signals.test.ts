import { describe, expect, it } from 'vitest';
import { type Envelope, fromWire, isFrom, toWire } from './signals.ts';

const channel = { workspaceId: 'w', channelId: 'c' };

describe('what goes between processes', () => {
  it.each<Envelope['signal']>([
    'here',
    'leaving',
    { name: 'lease:released', channel },
    { name: 'session:start', target: { ...channel, type: 'whatsapp_automated', phoneNumber: null } },
    {
      name: 'session:pairingCode',
      target: { ...channel, type: 'whatsapp_automated', phoneNumber: '+4930' },
      phoneNumber: '+4930',
    },
    { name: 'lease:seized', channel },
    { name: 'session:typing', channel, typing: { customer: { phoneNumber: '+49151', lid: null }, isTyping: true } },
    { name: 'fact', fact: { name: 'access:ended', workspaceId: 'w', payload: { userId: 'u', keptSignInId: null } } },
    {
      name: 'fact',
      fact: { name: 'contact:updated', workspaceId: 'w', payload: { contact: { id: 'k', name: 'Ana', mobileNo: '' } } },
    },
    {
      name: 'fact',
      fact: {
        name: 'preferences:updated',
        workspaceId: 'w',
        payload: { userId: 'u', preferences: { pinned: ['c'], muted: [] } },
      },
    },
    {
      name: 'fact',
      fact: {
        name: 'customer:typing',
        workspaceId: 'w',
        payload: { conversationId: 'v', customerId: 'k', isTyping: true },
      },
    },
    {
      name: 'fact',
      fact: {
        name: 'agent:typing',
        workspaceId: 'w',
        payload: { conversationId: 'v', userId: 'u', name: 'Bo', isTyping: false },
      },
    },
    {
      name: 'fact',
      fact: { name: 'channel:qr', workspaceId: 'w', payload: { channelId: 'c', picture: 'data:', expiresAt: 'soon' } },
    },
    {
      name: 'fact',
      fact: {
        name: 'channel:pairingCode',
        workspaceId: 'w',
        payload: { channelId: 'c', code: 'ABCD1234', expiresAt: 'soon' },
      },
    },
  ])('arrives as it was told: %j', (signal) => {
    const text = toWire({ from: 'one', signal });
    expect(fromWire(text)).toEqual({ from: 'one', signal });
    expect([isFrom(text, 'one'), isFrom(text, 'on'), isFrom(text, 'other')]).toEqual([true, false, false]);
  });

  it.each([
    'nothing',
    '{}',
    '{"from":"one"}',
    '{"from":"one","signal":{"name":"of a later version"}}',
    '{"from":"one","signal":{"name":"lease:released","channel":{"channelId":"c"}}}',
    '{"from":"one","signal":{"name":"fact","fact":{"name":"access:ended","workspaceId":"w","payload":{}}}}',
  ])('is left alone where it can’t be read: %s', (text) => {
    expect(fromWire(text)).toBeNull();
  });
});
