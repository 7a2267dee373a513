import { proto, type WAMessage } from 'baileys';
import { expect, it } from 'vitest';
import { toIncoming } from './fromBaileys.ts';
import { createIdentities } from './identities.ts';

const me = { id: '4930123456:1@s.whatsapp.net', lid: null };
const identities = createIdentities({ read: async () => new Map() });
const silent: WAMessage = {
  key: { remoteJid: '4915111111111@s.whatsapp.net', id: 'A1', fromMe: false },
  messageTimestamp: 1,
  message: { protocolMessage: { type: proto.Message.ProtocolMessage.Type.APP_STATE_SYNC_KEY_REQUEST } },
};

it('what holds nothing for people is left out, unless somebody waits for it', async () => {
  const received = { message: silent, isLive: true };
  expect(await toIncoming({ ...received, isRepeated: false }, identities, me)).toBeNull();
  expect(await toIncoming({ ...received, isRepeated: true }, identities, me)).toMatchObject({
    whatsappId: 'A1',
    content: 'There was nothing to read in this message.',
    isPlaceholder: false,
  });
});
