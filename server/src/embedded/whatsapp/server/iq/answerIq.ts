import type { Faults } from '../../faults.ts';
import type { Log } from '../../log.ts';
import { child, children, type Stanza, serverJid, stanza } from '../../protocol/stanza.ts';
import type { Client } from '../clients.ts';
import type { MediaHost } from '../mediaHost.ts';
import { answerDeviceQuery } from './deviceQuery.ts';
import { answerEncryption, type KeyServer } from './encryptionKeys.ts';

export type IqParts = KeyServer & {
  faults: Faults;
  log: Log;
  /** Where files are left and fetched. */
  mediaHost: Pick<MediaHost, 'hostname' | 'auth'>;
  /** The client asks for what came while it was away. */
  activate(client: Client): Promise<void>;
  /** The client unlinks a device of its account, itself as a rule. */
  removeDevice(client: Client, jid: string | undefined): Promise<void>;
};

/** What a file may be large, in bytes, and how long what is told of the media host holds, in seconds. */
const mediaLimit = 128 * 1024 * 1024;
const mediaLifetime = 300;

/** What privacy settings WhatsApp has, all at their most open. */
const privacyCategories = ['readreceipts', 'last', 'online', 'profile', 'status', 'groupadd', 'calladd', 'messages'];

/**
 * Answers a query. Every one gets a result under its id; what this server does not know gets an empty one.
 * @param reply sends once the turn is over.
 */
export async function answerIq(
  client: Client,
  node: Stanza,
  parts: IqParts & { reply(answer: Stanza): void },
): Promise<void> {
  const { id, type, xmlns } = node.attrs;
  if (type !== 'get' && type !== 'set') {
    return;
  }
  const content = answerFor(client, node, parts);
  parts.reply(
    Array.isArray(content)
      ? stanza('iq', { id, from: serverJid, type: 'result' }, content.length > 0 ? content : undefined)
      : stanza('iq', { id, from: serverJid, type: 'error' }, [
          stanza('error', { code: String(content.error), text: 'not-acceptable' }),
        ]),
  );
  if (xmlns === 'passive' && child(node, 'active')) {
    await parts.activate(client);
  }
  const removed = xmlns === 'md' ? child(node, 'remove-companion-device') : undefined;
  if (removed) {
    await parts.removeDevice(client, removed.attrs['jid']);
  }
}

function answerFor(client: Client, node: Stanza, parts: IqParts): Stanza[] | { error: number } {
  const { xmlns, type } = node.attrs;
  switch (xmlns) {
    case 'w:p':
    case 'passive':
    case 'w:stats':
    case 'urn:xmpp:whatsapp:dirty':
      return [];
    case 'md':
      return child(node, 'remove-companion-device') ? [] : acceptUnknown(node, parts.log);
    case 'encrypt': {
      const own = parts.devices.find(client.address);
      return own ? answerEncryption(node, own, parts) : { error: 401 };
    }
    case 'usync':
      return answerDeviceQuery(node, parts.accounts, parts.devices);
    case 'abt':
      return [stanza('props', { protocol: '1' }, [])];
    case 'blocklist':
      return [stanza('list', {}, [])];
    case 'privacy':
      return type === 'get'
        ? [
            stanza(
              'privacy',
              {},
              privacyCategories.map((name) => stanza('category', { name, value: 'all' })),
            ),
          ]
        : [];
    case 'w:m': {
      const refusal = parts.faults.find('refuse-media-conn', [client.address.number]);
      if (refusal) return { error: refusal.code };
      const { hostname, auth } = parts.mediaHost;
      const host = stanza('host', { hostname, maxContentLengthBytes: String(mediaLimit) });
      return [stanza('media_conn', { auth, ttl: String(mediaLifetime) }, [host])];
    }
    case 'w:sync:app:state': {
      const collections = children(child(node, 'sync'), 'collection').map(({ attrs: { name, version } }) =>
        stanza('collection', { name, version: version ?? '0' }, []),
      );
      return [stanza('sync', {}, collections)];
    }
    default:
      return acceptUnknown(node, parts.log);
  }
}

function acceptUnknown({ attrs: { xmlns, type }, content }: Stanza, log: Log): Stanza[] {
  const tags = Array.isArray(content) ? content.map(({ tag }) => tag) : [];
  log({ level: 'info', message: 'An unknown query got an empty answer.', xmlns, type, tags });
  return [];
}
