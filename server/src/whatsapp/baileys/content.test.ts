import { proto } from 'baileys';
import { describe, expect, test } from 'vitest';
import { readContent } from './content.ts';

const { Type } = proto.Message.ProtocolMessage;

/** As it arrives: encoded and decoded again. */
function arrived(message: proto.IMessage): proto.IMessage {
  return proto.Message.decode(proto.Message.encode(message).finish());
}

describe('what a message holds', () => {
  test.each<[string, proto.IMessage, string, string]>([
    ['a text', { conversation: 'hello' }, 'text', 'hello'],
    ['a text with a preview', { extendedTextMessage: { text: 'https://example.com' } }, 'text', 'https://example.com'],
    ['a disappearing text', { ephemeralMessage: { message: { conversation: 'soon gone' } } }, 'text', 'soon gone'],
    ['a photo', { imageMessage: { caption: 'our shop' } }, 'image', 'our shop'],
    ['a photo without words', { imageMessage: {} }, 'image', 'Photo'],
    ['a photo to be seen once', { viewOnceMessageV2: { message: { imageMessage: {} } } }, 'image', 'Photo'],
    ['a video', { videoMessage: {} }, 'video', 'Video'],
    ['a voice message', { audioMessage: { ptt: true } }, 'audio', 'Voice message'],
    ['a document', { documentMessage: { fileName: 'offer.pdf' } }, 'document', 'offer.pdf'],
    [
      'a document with words',
      {
        documentWithCaptionMessage: { message: { documentMessage: { caption: 'see page 2', fileName: 'offer.pdf' } } },
      },
      'document',
      'see page 2',
    ],
    ['a sticker', { stickerMessage: {} }, 'sticker', 'Sticker'],
    [
      'a place',
      { locationMessage: { name: 'Station', address: 'Main Street 1' } },
      'location',
      'Station, Main Street 1',
    ],
    [
      'coordinates',
      { locationMessage: { degreesLatitude: 52.5, degreesLongitude: 13.4 } },
      'location',
      'Location: 52.5, 13.4',
    ],
    ['a contact', { contactMessage: { displayName: 'Ada' } }, 'contacts', 'Ada'],
    [
      'contacts',
      { contactsArrayMessage: { contacts: [{ displayName: 'Ada' }, { displayName: 'Grace' }] } },
      'contacts',
      'Ada, Grace',
    ],
    ['a reaction', { reactionMessage: { key: { id: 'X' }, text: '👍' } }, 'reaction', '👍'],
    ['a reaction taken back', { reactionMessage: { key: { id: 'X' }, text: '' } }, 'reaction', 'Reaction removed'],
    ['a pressed button', { buttonsResponseMessage: { selectedDisplayText: 'Yes' } }, 'interactive', 'Yes'],
    ['a poll', { pollCreationMessageV3: { name: 'When?' } }, 'interactive', 'Poll: When?'],
    ['a deletion', { protocolMessage: { type: Type.REVOKE, key: { id: 'X' } } }, 'system', 'A message was deleted.'],
    [
      'a change',
      {
        editedMessage: {
          message: {
            protocolMessage: { type: Type.MESSAGE_EDIT, key: { id: 'X' }, editedMessage: { conversation: 'new' } },
          },
        },
      },
      'system',
      'A message was changed to: new',
    ],
    [
      'what no one knows yet',
      { bcallMessage: { sessionId: 'x' } },
      'system',
      'A message of a kind that can’t be shown here. Open it on the phone.',
    ],
  ])('%s', (...[, message, messageType, content]) => {
    expect(readContent(arrived(message))).toMatchObject({ messageType, content });
  });

  test.each<[string, proto.IMessage]>([
    ['keys', { protocolMessage: { type: Type.APP_STATE_SYNC_KEY_SHARE, appStateSyncKeyShare: { keys: [] } } }],
    ['history', { protocolMessage: { type: Type.HISTORY_SYNC_NOTIFICATION, historySyncNotification: {} } }],
    ['a group’s key', { senderKeyDistributionMessage: { groupId: '1@g.us' }, messageContextInfo: {} }],
    ['nothing', {}],
  ])('%s is not for people', (_, message) => {
    expect(readContent(arrived(message))).toBeNull();
  });
});

test('what is answered, reacted to or deleted is named', () => {
  const contextInfo = { stanzaId: 'ANSWERED' };
  expect(readContent(arrived({ extendedTextMessage: { text: 'yes', contextInfo } }))?.replyToWhatsappId).toBe(
    'ANSWERED',
  );
  expect(readContent(arrived({ imageMessage: { contextInfo } }))?.replyToWhatsappId).toBe('ANSWERED');
  expect(readContent(arrived({ reactionMessage: { key: { id: 'LIKED' } } }))?.replyToWhatsappId).toBe('LIKED');
  expect(readContent(arrived({ protocolMessage: { type: Type.REVOKE, key: { id: 'GONE' } } }))?.replyToWhatsappId).toBe(
    'GONE',
  );
  expect(readContent(arrived({ conversation: 'plain' }))?.replyToWhatsappId).toBeNull();
});

test('all but text keeps its own form, without the secrets of its context', () => {
  const messageContextInfo = { messageSecret: Buffer.alloc(32, 9) };
  const photo = {
    imageMessage: { caption: 'a', mimetype: 'image/jpeg', fileLength: 12, mediaKey: Buffer.of(1, 2, 3) },
  };

  expect(readContent(arrived({ conversation: 'plain' }))?.raw).toBeNull();
  const raw: unknown = JSON.parse(readContent(arrived({ ...photo, messageContextInfo }))?.raw ?? '');
  expect(raw).toEqual({ imageMessage: { caption: 'a', mimetype: 'image/jpeg', fileLength: '12', mediaKey: 'AQID' } });
});
