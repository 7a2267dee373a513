import { randomBytes } from 'node:crypto';
import { CommandError } from '@erp-whatsapp/shared/errors';
import { proto } from 'baileys/WAProto/index.js';
import type { Faults } from '../faults.ts';
import { isDeviceIdentityGenuine, readDeviceIdentity, signDeviceIdentity } from '../protocol/deviceIdentity.ts';
import { toJid } from '../protocol/jid.ts';
import { isBundleSigned, type KeyBundle } from '../protocol/keyBundle.ts';
import { bytesOf, child, type Stanza, serverJid, stanza } from '../protocol/stanza.ts';
import type { Accounts } from '../state/accounts.ts';
import type { Device, Devices } from '../state/devices.ts';
import type { Turns } from '../state/turns.ts';
import type { ClientHello, Connection } from './connection.ts';
import { createLinkCodes } from './linkCodes.ts';
import type { Link, PairingClient } from './pairingClient.ts';

/** How many QR codes a connection gets; a client shows the first for 60 s and each of the others for 20 s. */
const refCount = 6;
const firstRefMs = 60_000;
const nextRefMs = 20_000;
/** A code that has just left the screen still works for someone who holds a phone before it. */
const graceMs = 10_000;
/** How long the phone waits for the device's signature. */
const signatureTimeoutMs = 20_000;

const qrPrefix = /^https:\/\/wa\.me\/settings\/linked_devices#/i;

export type PairingParts = {
  accounts: Accounts;
  devices: Devices;
  faults: Faults;
  turns: Turns;
  now: () => number;
  /** Told within the turn in which a device was linked. */
  onLinked(device: Device): Promise<void>;
};

export type Pairing = ReturnType<typeof createPairing>;

/** Links devices: gives out QR codes and lets phones scan them, or type what a device shows. */
export function createPairing({ accounts, devices, faults, turns, now, onLinked }: PairingParts) {
  const refs = new Map<string, { client: PairingClient; expiresAt: number }>();
  const linkCodes = createLinkCodes({ accounts, faults, turns, now, nextId, complete, awaitAnswer });
  let lastId = 0;

  return {
    /** A client without credentials has come: it gets its codes. Throws when its keys are not in order. */
    begin(connection: Connection, { payload, staticKey }: ClientHello): PairingClient {
      const { keys, platform } = readRegistration(payload);
      const client: PairingClient = { connection, staticKey, keys, platform, pending: undefined, onGone: undefined };
      const codes = Array.from({ length: refCount }, (_, index) => {
        const ref = `2@${randomBytes(48).toString('base64')}`;
        refs.set(ref, { client, expiresAt: now() + firstRefMs + index * nextRefMs + graceMs });
        return stanza('ref', {}, Buffer.from(ref));
      });
      connection.send(
        stanza('iq', { from: serverJid, type: 'set', id: nextId(), xmlns: 'md' }, [stanza('pair-device', {}, codes)]),
      );
      return client;
    },

    /** A stanza of a client that is being linked. */
    async accept(client: PairingClient, node: Stanza): Promise<void> {
      if (node.tag === 'iq' && node.attrs['type'] === 'result' && node.attrs['id'] === client.pending?.id) {
        await client.pending?.accept(node);
      } else if (node.tag === 'iq' && (node.attrs['type'] === 'get' || node.attrs['type'] === 'set')) {
        const plain = stanza('iq', { from: serverJid, type: 'result', id: node.attrs['id'] });
        client.connection.send(linkCodes.answer(client, node) ?? plain);
      }
    },

    end(client: PairingClient): void {
      client.onGone?.();
      linkCodes.end(client);
      for (const [ref, entry] of refs) {
        if (entry.client === client) {
          refs.delete(ref);
        }
      }
    },

    /**
     * A phone scans a QR code. Resolves once the device has signed, is stored and was told to come again.
     * @throws CommandError with why it did not work.
     */
    async link(number: string, qr: string): Promise<Device> {
      const code = readQr(qr);
      return complete({ number, client: () => findClient(code), advSecret: code.advSecret });
    },

    /** A phone types a pairing code. See {@link createLinkCodes}. */
    linkByCode: linkCodes.link,
  };

  /** Has a device sign its link, and resolves once that is stored. */
  async function complete({ number, client: find, advSecret }: Link): Promise<Device> {
    const answer = Promise.withResolvers<Device>();
    const client = await turns.take(() => offer({ number, client: find, advSecret, answer }));
    try {
      return await awaitAnswer(client, answer);
    } finally {
      client.pending = undefined;
    }
  }

  /** Rejects when the device is gone or says nothing. */
  async function awaitAnswer<T>(client: PairingClient, answer: PromiseWithResolvers<T>): Promise<T> {
    const timer = setTimeout(() => {
      answer.reject(new CommandError('CONFLICT', 'The device did not answer. Show a new code and try again.'));
    }, signatureTimeoutMs);
    client.onGone = () => {
      answer.reject(new CommandError('CONFLICT', 'The device has gone while it was being linked.'));
    };
    try {
      return await answer.promise;
    } finally {
      clearTimeout(timer);
    }
  }

  /** The client that shows a code, if the code is good. */
  function findClient({ ref, noiseKey, identityKey }: QrCode): PairingClient {
    const entry = refs.get(ref);
    if (!entry) {
      throw new CommandError('NOT_FOUND', 'This QR code is not known, or whoever showed it has gone. Show a new one.');
    }
    const { client, expiresAt } = entry;
    if (expiresAt < now()) {
      throw new CommandError('CONFLICT', 'This QR code has expired. Scan the one that is shown now.');
    }
    if (!client.staticKey.equals(noiseKey) || !client.keys.identityKey.equals(identityKey)) {
      throw new CommandError('CONFLICT', 'This QR code does not belong to the device that it was given to.');
    }
    if (client.pending) {
      throw new CommandError('CONFLICT', 'This QR code is being scanned already.');
    }
    return client;
  }

  /** Gives the device its signed identity; `answer` is settled by the device's own signature. */
  function offer({ number, client: find, advSecret, answer }: Link & Offer): PairingClient {
    const account = accounts.find(number);
    if (!account) {
      throw new CommandError('NOT_FOUND', `No phone has the number ${number}. Create it first.`);
    }
    const client = find();
    const primary = accounts.primaryKeys(number).identity;
    const { device, keyIndex } = devices.nextDevice(number);
    const companionIdentity = client.keys.identityKey;
    const identity = signDeviceIdentity({
      primary,
      companionIdentity,
      advSecret,
      keyIndex,
      now: now(),
    });
    const id = nextId();
    client.pending = {
      id,
      async accept(reply) {
        const encoded = bytesOf(child(reply, 'pair-device-sign'), 'device-identity');
        const isGenuine =
          encoded !== undefined &&
          Buffer.from(readDeviceIdentity(encoded)?.details ?? []).equals(identity.details) &&
          isDeviceIdentityGenuine(encoded, { accountKey: primary.publicKey, companionIdentity });
        if (!isGenuine) {
          answer.reject(new CommandError('CONFLICT', 'The device did not sign its link properly.'));
          client.connection.close();
          return;
        }
        const { registrationId, identityKey, signedPreKey } = client.keys;
        const linked: Device = {
          number,
          device,
          keyIndex,
          platform: client.platform,
          linkedAt: now(),
          noiseKey: client.staticKey,
          registrationId,
          identityKey,
          signedPreKey,
        };
        devices.add(linked);
        await onLinked(linked);
        turns.afterwards(() => {
          answer.resolve(linked);
          client.connection.send(stanza('stream:error', { code: '515' }));
          client.connection.close();
        });
      },
    };
    const success = stanza('pair-success', {}, [
      stanza('device-identity', {}, identity.envelope),
      stanza('biz', { name: account.name }),
      stanza('platform', { name: 'smba' }),
      stanza('device', { jid: toJid(account, 'pn', device), lid: toJid(account, 'lid', device) }),
    ]);
    turns.afterwards(() => {
      client.connection.send(stanza('iq', { from: serverJid, type: 'set', id, xmlns: 'md' }, [success]));
    });
    return client;
  }

  function nextId(): string {
    lastId += 1;
    return `${now().toString(36)}-${lastId}`;
  }
}

type Offer = { answer: PromiseWithResolvers<Device> };

function readRegistration({ devicePairingData: data }: proto.ClientPayload): { keys: KeyBundle; platform: string } {
  const number = (value: Uint8Array | null | undefined) =>
    value && value.length > 0 && value.length <= 4 ? Buffer.from(value).readUIntBE(0, value.length) : 0;
  const keys = {
    registrationId: number(data?.eRegid),
    identityKey: Buffer.from(data?.eIdent ?? []),
    signedPreKey: {
      keyId: number(data?.eSkeyId),
      publicKey: Buffer.from(data?.eSkeyVal ?? []),
      signature: Buffer.from(data?.eSkeySig ?? []),
    },
  };
  if (keys.identityKey.length !== 32 || keys.signedPreKey.publicKey.length !== 32 || !isBundleSigned(keys)) {
    throw new Error('The keys that a device wants to be linked with are not in order.');
  }
  const { os, platformType } = proto.DeviceProps.decode(data?.deviceProps ?? new Uint8Array());
  const browser = proto.DeviceProps.PlatformType[platformType ?? 0] ?? 'UNKNOWN';
  return { keys, platform: os ? `${browser} (${os})` : browser };
}

type QrCode = { ref: string; noiseKey: Buffer; identityKey: Buffer; advSecret: Buffer };

function readQr(qr: string): QrCode {
  const [ref, noise, identity, secret] = qr.trim().replace(qrPrefix, '').split(',');
  const [noiseKey, identityKey, advSecret] = [noise, identity, secret].map((part) => Buffer.from(part ?? '', 'base64'));
  if (!ref || noiseKey?.length !== 32 || identityKey?.length !== 32 || advSecret?.length !== 32) {
    throw new CommandError('INVALID_INPUT', 'This is not the text of a WhatsApp QR code.');
  }
  return { ref, noiseKey, identityKey, advSecret };
}
