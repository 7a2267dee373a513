import { randomBytes } from 'node:crypto';
import { CommandError } from '@erp-whatsapp/shared/errors';
import type { Faults } from '../faults.ts';
import { parseJid } from '../protocol/jid.ts';
import { agree, generateKeyPair, type KeyPair } from '../protocol/keys.ts';
import { deriveAdvSecret, openKeyBundle, sealedKeyLength, sealKey, unsealKey } from '../protocol/pairingCode.ts';
import { bytesOf, child, type Stanza, seconds, serverJid, stanza, textOf } from '../protocol/stanza.ts';
import type { Accounts } from '../state/accounts.ts';
import type { Device } from '../state/devices.ts';
import type { Turns } from '../state/turns.ts';
import type { Link, PairingClient } from './pairingClient.ts';

const tag = 'link_code_companion_reg';
/** What a client calls itself, as a browser on a system: WhatsApp takes nothing else. */
const displayForm = /^.+ \(.+\)$/;

export type LinkCodesParts = {
  accounts: Accounts;
  faults: Faults;
  turns: Turns;
  now: () => number;
  nextId: () => string;
  /** Has a device sign its link. */
  complete(link: Link): Promise<Device>;
  /** Rejects when the device is gone or says nothing. */
  awaitAnswer<T>(client: PairingClient, answer: PromiseWithResolvers<T>): Promise<T>;
};

/** A device that shows a code to be typed on the phone with this number. */
type Waiting = {
  client: PairingClient;
  sealedKey: Buffer;
  ref: Buffer;
  finish: ((node: Stanza) => void) | undefined;
};

/** Links devices by a code that is shown there and typed on the phone. The code itself never comes along here. */
export function createLinkCodes(parts: LinkCodesParts) {
  const { accounts, faults, turns, now, nextId, complete, awaitAnswer } = parts;
  const waiting = new Map<string, Waiting>();

  return {
    /** Answers what a client asks about its code; `undefined` for anything else. */
    answer(client: PairingClient, node: Stanza): Stanza | undefined {
      const request = child(node, tag);
      if (node.attrs['xmlns'] !== 'md' || !request) {
        return undefined;
      }
      const attributes = { from: serverJid, id: node.attrs['id'] };
      const content = request.attrs['stage'] === 'companion_hello' ? begin(client, request) : finish(client, request);
      return typeof content === 'number'
        ? stanza('iq', { ...attributes, type: 'error' }, [stanza('error', { code: String(content) })])
        : stanza('iq', { ...attributes, type: 'result' }, content);
    },

    /**
     * A phone types a code. Resolves once the device has signed, is stored and was told to come again; after a wrong code it
     * goes on waiting for the right one.
     * @throws CommandError with why it did not work.
     */
    async link(number: string, typed: string): Promise<Device> {
      const code = typed.replaceAll(/[\s-]/g, '').toUpperCase();
      if (!/^[0-9A-Z]{8}$/.test(code)) {
        throw new CommandError('INVALID_INPUT', 'A pairing code has eight letters and digits.');
      }
      const answer = Promise.withResolvers<Buffer | undefined>();
      const { entry, primary } = await turns.take(() => take(number, answer));
      const { client } = entry;
      try {
        const ephemeral = generateKeyPair();
        const sealedKey = await sealKey(code, ephemeral.publicKey);
        const ephemeralSecret = agree(ephemeral.privateKey, await unsealKey(code, entry.sealedKey));
        if (!client.connection.isOpen) {
          throw new CommandError('CONFLICT', 'The device has gone while it was being linked.');
        }
        client.connection.send(toHello(entry, primary, sealedKey));
        const sealedBundle = await awaitAnswer(client, answer);
        const bundle = sealedBundle && openKeyBundle(sealedBundle, ephemeralSecret);
        if (!bundle) {
          throw new CommandError('CONFLICT', 'This is not the code that the device shows. Check it and type it again.');
        }
        const isMeant =
          bundle.companionIdentity.equals(client.keys.identityKey) && bundle.primaryIdentity.equals(primary.publicKey);
        if (!isMeant) {
          throw new CommandError('CONFLICT', 'The device did not answer for itself, so it was not linked.');
        }
        const advSecret = deriveAdvSecret(ephemeralSecret, primary, bundle);
        return await complete({ number, client: () => client, advSecret });
      } finally {
        entry.finish = undefined;
      }
    },

    end: forget,
  };

  function forget(client: PairingClient): void {
    for (const [number, entry] of waiting) {
      if (entry.client === client) {
        waiting.delete(number);
      }
    }
  }

  /** A device asks to be linked by a code; what it asked before, or another for the same phone, is of no more use. */
  function begin(client: PairingClient, request: Stanza): Stanza[] | number {
    const jid = parseJid(request.attrs['jid']);
    const sealedKey = bytesOf(request, 'link_code_pairing_wrapped_companion_ephemeral_pub');
    const isWhole =
      jid?.addressing === 'pn' &&
      sealedKey?.length === sealedKeyLength &&
      bytesOf(request, 'companion_server_auth_key_pub')?.equals(client.staticKey) === true &&
      /^\d+$/.test(textOf(child(request, 'companion_platform_id')) ?? '') &&
      displayForm.test(textOf(child(request, 'companion_platform_display')) ?? '');
    if (!isWhole) {
      return 400;
    }
    const number = `+${jid.user}`;
    const refusal = faults.find('refuse-logins', [number]);
    if (refusal) {
      return refusal.code;
    }
    forget(client);
    const ref = Buffer.from(`3@${randomBytes(48).toString('base64')}`);
    waiting.set(number, { client, sealedKey, ref, finish: undefined });
    return [stanza(tag, { stage: 'companion_hello' }, [stanza('link_code_pairing_ref', {}, ref)])];
  }

  /** The device has the phone's ephemeral key, and answers with what only the right code opens. */
  function finish(client: PairingClient, request: Stanza): Stanza[] | number {
    const ref = bytesOf(request, 'link_code_pairing_ref');
    const entry = [...waiting.values()].find((known) => known.client === client);
    if (!entry?.finish || !ref || !entry.ref.equals(ref)) {
      return 404;
    }
    turns.afterwards(() => entry.finish?.(request));
    return [];
  }

  function take(
    number: string,
    answer: PromiseWithResolvers<Buffer | undefined>,
  ): { entry: Waiting; primary: KeyPair } {
    if (!accounts.find(number)) {
      throw new CommandError('NOT_FOUND', `No phone has the number ${number}. Create it first.`);
    }
    const entry = waiting.get(number);
    if (!entry) {
      throw new CommandError(
        'NOT_FOUND',
        'No device waits for a code on this phone: it has expired, or was asked for with another number.',
      );
    }
    if (entry.finish || entry.client.pending) {
      throw new CommandError('CONFLICT', 'This device is being linked already.');
    }
    entry.finish = (request) => answer.resolve(bytesOf(request, 'link_code_pairing_wrapped_key_bundle'));
    return { entry, primary: accounts.primaryKeys(number).identity };
  }

  function toHello({ ref }: Waiting, primary: KeyPair, sealedKey: Buffer): Stanza {
    const attributes = { from: serverJid, id: nextId(), t: seconds(now()), type: tag };
    return stanza('notification', attributes, [
      stanza(tag, { stage: 'primary_hello' }, [
        stanza('link_code_pairing_wrapped_primary_ephemeral_pub', {}, sealedKey),
        stanza('primary_identity_pub', {}, primary.publicKey),
        stanza('link_code_pairing_ref', {}, ref),
      ]),
    ]);
  }
}
