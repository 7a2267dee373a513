import { proto } from 'baileys/WAProto/index.js';
import type { Faults } from '../faults.ts';
import type { Log } from '../log.ts';
import { isDeviceIdentityGenuine } from '../protocol/deviceIdentity.ts';
import { type Addressing, type DeviceAddress, toJid } from '../protocol/jid.ts';
import { toBundleStanzas } from '../protocol/keyBundle.ts';
import { bigEndian, bytesOf, child, children, type Stanza, seconds, stanza } from '../protocol/stanza.ts';
import type { Post } from '../server/post.ts';
import type { Presence } from '../server/presence.ts';
import type { Receipts } from '../server/receipts.ts';
import type { Account, Accounts } from '../state/accounts.ts';
import type { Entries, EntryKey } from '../state/entries.ts';
import type { MediaStore } from '../state/mediaStore.ts';
import { encodeMessage, readContent, unwrap } from './content.ts';
import { readMedia } from './media.ts';
import { type Ciphertext, type Decrypted, readSenderIdentity } from './signalDevice.ts';
import type { SignalDevices } from './signalDevices.ts';
import type { Writing } from './writing.ts';

/** How often a phone asks again for a message that it can't read. */
const maxRetries = 5;

export type PrimaryParts = {
  accounts: Accounts;
  entries: Entries;
  mediaStore: MediaStore;
  signal: SignalDevices;
  writing: Writing;
  post: Post;
  receipts: Receipts;
  presence: Presence;
  faults: Faults;
  log: Log;
  now: () => number;
};

type Incoming = {
  owner: Account;
  /** Who sent it, from which device and how addressed. */
  sender: { account: Account; address: DeviceAddress; addressing: Addressing };
  item: Stanza;
};

/**
 * The phones themselves, of businesses and customers alike: they decrypt what comes, show it, and answer as a phone does.
 */
export function createPrimaryDevices(parts: PrimaryParts) {
  const { accounts, entries, mediaStore, signal, writing, post, receipts, presence, faults, log, now } = parts;
  /** Device identities whose signatures were good: checking takes 15 ms, and a session's first messages all carry it. */
  const genuine = new Set<string>();

  return {
    async receive(number: string, item: Stanza): Promise<void> {
      const owner = accounts.find(number);
      const sender = accounts.resolve(item.attrs['from']);
      if (owner && sender && item.tag === 'message') {
        await receiveMessage({ owner, sender, item });
      } else if (owner && sender && item.tag === 'receipt') {
        await receiveReceipt({ owner, sender, item });
      }
    },
  };

  async function receiveMessage(incoming: Incoming): Promise<void> {
    const { owner, sender, item } = incoming;
    const { id = '' } = item.attrs;
    const isAskedAgain = signal.keysOf(owner).countRetries(signal.nameOf(sender), id) > 0;
    if (faults.find('retry-receipts', [owner.number]) && owner.role === 'customer' && !isAskedAgain) {
      await askAgain(incoming);
      return;
    }
    for (const part of children(item, 'enc')) {
      const decrypted = await decrypt(incoming, part);
      switch (decrypted.kind) {
        case 'plain':
          await show(incoming, proto.Message.decode(decrypted.bytes));
          break;
        case 'used':
          log({
            level: 'info',
            message: 'A message came with a key that is used up, and was dropped.',
            to: owner.number,
            id,
          });
          break;
        case 'unreadable':
          log({ level: 'info', message: 'A message could not be read.', to: owner.number, id, why: decrypted.why });
          await askAgain(incoming);
      }
    }
  }

  async function decrypt({ owner, sender, item }: Incoming, part: Stanza): Promise<Decrypted> {
    const { type } = part.attrs;
    const bytes = bytesOf(part);
    if (!bytes || (type !== 'msg' && type !== 'pkmsg')) {
      return { kind: 'unreadable', why: `It is encrypted as ${type ?? 'nothing'}.` };
    }
    const ciphertext: Ciphertext = { type, bytes };
    const peer = { lid: sender.account.lid, device: sender.address.device };
    return signal.of(owner).decrypt(peer, ciphertext, () => isSenderGenuine(sender, item, ciphertext));
  }

  /** A linked device must show with a session's first messages that its account has signed it. */
  function isSenderGenuine(
    { account, address }: Incoming['sender'],
    item: Stanza,
    { type, bytes }: Ciphertext,
  ): boolean {
    if (type === 'msg' || address.device === 0) {
      return true;
    }
    const companionIdentity = readSenderIdentity(bytes);
    const encoded = bytesOf(item, 'device-identity');
    if (!companionIdentity || !encoded) {
      return false;
    }
    const accountKey = accounts.primaryKeys(account.number).identity.publicKey;
    const claim = Buffer.concat([accountKey, companionIdentity, encoded]).toString('base64');
    if (!genuine.has(claim)) {
      if (!isDeviceIdentityGenuine(encoded, { accountKey, companionIdentity })) {
        return false;
      }
      genuine.add(claim);
    }
    return true;
  }

  async function show({ owner, sender, item }: Incoming, message: proto.IMessage): Promise<void> {
    const { id = '' } = item.attrs;
    const fromMe = sender.account.number === owner.number;
    const { destinationJid, message: sent } = message.deviceSentMessage ?? {};
    const chat = fromMe ? accounts.resolve(destinationJid ?? undefined) : sender;
    const inner = fromMe ? sent : message;
    if (!chat || !inner) {
      log({ level: 'debug', message: 'A message between own devices was taken note of.', to: owner.number, id });
      return;
    }
    const key: EntryKey = { owner: owner.number, peer: chat.account.number, id, fromMe };
    const isShown = await apply(key, inner, chat.addressing);
    if (fromMe) {
      const from = toJid(owner, sender.addressing);
      const attributes = { from, id, type: 'sender', recipient: item.attrs['recipient'], t: seconds(now()) };
      await post.deliver(sender.address, stanza('receipt', attributes));
      return;
    }
    presence.stopTyping(sender.account.number, owner.number);
    const tick = { reader: owner, writer: sender.account, addressing: sender.addressing, ids: [id] };
    await receipts.tick(tick);
    if (owner.autoRead && isShown) {
      entries.raiseStatus(key, 'read');
      await receipts.tick({ ...tick, type: 'read' });
    }
  }

  /** Does to the thread what the message says. @returns whether it is an entry of its own. */
  async function apply(key: EntryKey, message: proto.IMessage, addressing: Addressing): Promise<boolean> {
    const content = readContent(message);
    switch (content.kind) {
      case 'entry': {
        const { type, text, replyTo } = content;
        const status = key.fromMe ? 'sent' : 'delivered';
        const media = await readMedia(mediaStore, unwrap(message));
        entries.show({
          ...{ ...key, type, text, replyTo, status, addressing, media },
          ...{ content: encodeMessage(message), at: now() },
        });
        return true;
      }
      case 'reaction': {
        const entry = entries.findAny(key.owner, key.peer, content.to);
        if (entry) {
          entries.react(entry, { from: key.fromMe ? key.owner : key.peer, emoji: content.emoji });
        }
        return false;
      }
      case 'edit':
        entries.edit({ ...key, id: content.of }, content.text);
        return false;
      case 'delete':
        entries.delete({ ...key, id: content.of });
        return false;
      case 'silent':
        return false;
    }
  }

  /** A retry receipt; from the second on with own keys, so that the sender can open a new session. */
  async function askAgain({ owner, sender, item }: Incoming): Promise<void> {
    const { id = '', t, recipient } = item.attrs;
    const count = signal.keysOf(owner).addRetry(signal.nameOf(sender), id);
    if (count > maxRetries) {
      log({ level: 'warn', message: 'A message stays unreadable.', to: owner.number, id });
      return;
    }
    const { identity, registrationId, signedPreKey } = accounts.primaryKeys(owner.number);
    const [preKey] = count > 1 ? signal.of(owner).makePreKeys(1) : [];
    const bundle = { registrationId, identityKey: identity.publicKey, signedPreKey, preKey };
    const [, ...keyParts] = toBundleStanzas(bundle);
    const content = [
      stanza('retry', { count: String(count), id, t, v: '1', error: '0' }),
      stanza('registration', {}, bigEndian(registrationId, 4)),
      ...(preKey ? [stanza('keys', {}, keyParts)] : []),
    ];
    const from = toJid(owner, sender.addressing);
    const attributes = { from, id, type: 'retry', recipient, t: seconds(now()) };
    await post.deliver(sender.address, stanza('receipt', attributes, content));
  }

  async function receiveReceipt({ owner, sender, item }: Incoming): Promise<void> {
    const { type, id = '', recipient } = item.attrs;
    const chat = recipient === undefined ? sender : accounts.resolve(recipient);
    if (!chat || type === 'sender') {
      return;
    }
    if (type === 'retry') {
      await writing.sendAgain({ owner, chat: chat.account, to: sender.address, receipt: item });
      return;
    }
    const ids = [id, ...children(child(item, 'list'), 'item').map((each) => each.attrs['id'] ?? '')];
    for (const each of ids) {
      const key = { owner: owner.number, peer: chat.account.number, fromMe: true, id: each };
      entries.raiseStatus(key, type === undefined ? 'delivered' : 'read');
    }
  }
}
