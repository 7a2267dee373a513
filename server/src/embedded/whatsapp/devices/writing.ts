import { randomBytes } from 'node:crypto';
import { proto } from 'baileys/WAProto/index.js';
import type { Faults } from '../faults.ts';
import type { Log } from '../log.ts';
import { type Addressing, type DeviceAddress, toJid } from '../protocol/jid.ts';
import { readRetryBundle } from '../protocol/keyBundle.ts';
import { child, type Stanza, stanza } from '../protocol/stanza.ts';
import type { Messages } from '../server/messages.ts';
import type { Account } from '../state/accounts.ts';
import type { Devices } from '../state/devices.ts';
import type { Entries } from '../state/entries.ts';
import type { MediaStore } from '../state/mediaStore.ts';
import { encodeMessage, readContent, unwrap } from './content.ts';
import { readMedia } from './media.ts';
import { type Ciphertext, garble } from './signalDevice.ts';
import type { SignalDevices } from './signalDevices.ts';

const maxRetries = 5;

export type WritingParts = {
  devices: Devices;
  entries: Entries;
  mediaStore: MediaStore;
  signal: SignalDevices;
  faults: Faults;
  messages: Messages;
  onKeyTaken(address: DeviceAddress, left: number): void;
  log: Log;
  now: () => number;
};

export type Draft = { owner: Account; recipient: Account; addressing: Addressing; message: proto.IMessage };
export type Request = { owner: Account; chat: Account; to: DeviceAddress; receipt: Stanza };

export type Writing = ReturnType<typeof createWriting>;

/** What people write on the phones themselves: encrypted for every device that is to show it. */
export function createWriting(parts: WritingParts) {
  const { devices, entries, mediaStore, signal, faults, messages, onKeyTaken, log, now } = parts;

  /** The encrypted part for one device, over a session that is opened if there is none yet. */
  async function encryptFor(target: Target, draft: Draft): Promise<Stanza | undefined> {
    const { owner, recipient, addressing, message } = draft;
    const { account, device } = target;
    const peer = { lid: account.lid, device };
    const phone = signal.of(owner);
    if (!(await phone.hasSession(peer))) {
      const address = { number: account.number, device };
      const bundle = devices.takeBundle(address);
      if (!bundle) {
        log({ level: 'warn', message: 'A device has no keys and gets no copy.', ...address });
        return undefined;
      }
      onKeyTaken(address, devices.countPreKeys(address));
      await phone.openSession(peer, bundle);
    }
    const isOwn = account.number === owner.number;
    const destinationJid = toJid(recipient, addressing);
    const plaintext = encodeMessage(isOwn ? { deviceSentMessage: { destinationJid, message } } : message);
    const { type, bytes } = spoil(target, draft, await phone.encrypt(peer, plaintext));
    return type === 'unavailable' ? stanza('unavailable') : stanza('enc', { v: '2', type, count: target.count }, bytes);
  }

  /** The first copies for a linked device become what it can't read, where that is wanted. */
  function spoil({ account, device, count }: Target, draft: Draft, ciphertext: Ciphertext): Ciphertext | Unavailable {
    const fault = faults.find('unreadable-deliveries', [draft.owner.number, draft.recipient.number]);
    const isSpoilt = fault && device !== 0 && account.role === 'phone' && Number(count ?? 0) < (fault.count ?? 1);
    if (!isSpoilt) return ciphertext;
    return fault.as === 'unavailable' ? { type: 'unavailable', bytes: undefined } : garble(ciphertext);
  }

  return {
    /** Writes a message: shown on the own phone, and on its way to every other device. @returns its id. */
    async write(draft: Draft): Promise<string> {
      const { owner, recipient, addressing, message } = draft;
      const id = `AC${randomBytes(15).toString('hex').toUpperCase()}`;
      const accounts = owner.number === recipient.number ? [owner] : [recipient, owner];
      const targets = accounts
        .flatMap((account) => devices.list(account.number).map(({ device }) => ({ account, device })))
        .filter(({ account, device }) => account.number !== owner.number || device !== 0);
      const copies = [];
      for (const target of targets) {
        const part = await encryptFor(target, draft);
        if (part) {
          copies.push({ address: { number: target.account.number, device: target.device }, content: [part] });
        }
      }
      const content = readContent(message);
      const shown = content.kind === 'entry' ? content : { type: 'text', text: '', replyTo: null };
      entries.show({
        ...{ owner: owner.number, peer: recipient.number, id, fromMe: true, addressing },
        ...{ type: shown.type, text: shown.text, replyTo: shown.replyTo },
        ...{ status: 'sent', content: encodeMessage(message), at: now() },
        media: await readMedia(mediaStore, unwrap(message)),
      });
      await messages.dispatch({ sender: owner, device: 0, recipient, addressing, id, type: toType(shown), copies });
      return id;
    },

    /** A device could not read a message: it gets that one anew, under the same id. */
    async sendAgain({ owner, chat, to, receipt }: Request): Promise<void> {
      const { id = '' } = receipt.attrs;
      const count = Number(child(receipt, 'retry')?.attrs['count'] ?? 1);
      const entry = entries.find({ owner: owner.number, peer: chat.number, fromMe: true, id });
      if (!entry || count > maxRetries) {
        log({ level: 'warn', message: 'A message was asked for again that is not sent again.', id, count });
        return;
      }
      const account = to.number === owner.number ? owner : chat;
      const peer = { lid: account.lid, device: to.device };
      const bundle = readRetryBundle(receipt) ?? (count > 1 ? devices.takeBundle(to) : undefined);
      if (bundle) {
        await signal.of(owner).openSession(peer, bundle);
      }
      const { addressing } = entry;
      const message = proto.Message.decode(entry.content);
      const target = { account, device: to.device, count: String(count) };
      const part = await encryptFor(target, { owner, recipient: chat, addressing, message });
      if (part) {
        const copies = [{ address: to, content: [part] }];
        await messages.dispatch({
          ...{ sender: owner, device: 0, recipient: chat, addressing, id, type: toType(entry), copies, at: entry.at },
        });
      }
    },
  };
}

/** What a stanza says of its message. */
function toType({ type }: { type: string }): string {
  return type === 'text' ? 'text' : 'media';
}

type Unavailable = { type: 'unavailable'; bytes: undefined };

type Target = { account: Account; device: number; count?: string };
