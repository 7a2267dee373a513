import { type BinaryNode, DEFAULT_CONNECTION_CONFIG, getBinaryNodeChildren } from 'baileys';
import { WebSocketClient } from 'baileys/lib/Socket/Client/websocket.js';
import type { WhatsAppWay } from '../../../../domain/ports/whatsapp.ts';
import type { WhatsAppAuthStorage } from '../../../../domain/ports/whatsappAuth.ts';
import { isDeliveryAcknowledged } from '../../receipts.ts';
import type { KillPoint, Weakness } from './killPoints.ts';

/** `straw`: a text that only the messages hold that it dies of; without one it takes none. `times`: of how many. */
export type Death = { point: KillPoint; straw?: string | undefined; times: number };

/** No other frame is as long as hundreds of new keys. In bytes. */
const keysLength = 10_000;

/**
 * Puts itself between the product and its ports, and between Baileys and its socket, to end the process at an exact
 * point.
 * @param die does not return
 */
export function createKiller(die: () => void, weakness: Weakness | null) {
  let death: Death | null = null;
  /** What the next unit to be committed is of. Units are made one at a time, so it is set right before. */
  let unitOf: 'sent' | 'received' | null = null;
  /** How long the straw's encrypted copies are together: of all frames only its own is longer. In bytes. */
  let copiesLength = 0;
  let isStored = false;
  const never = new Promise<never>(() => undefined);
  const idsByCiphertext = new WeakMap<Uint8Array, string>();
  /** Units made since it was armed: their changes never reach the keys. */
  const late = new Set<number>();
  const received = new Set<string>();
  const sent = new Set<string>();

  return {
    arm(next: Death): void {
      death = next;
    },

    wrapAuth(auth: WhatsAppAuthStorage): WhatsAppAuthStorage {
      return {
        ...auth,
        async commitUnit(channel, unit) {
          const whose = unitOf;
          unitOf = null;
          if (whose === 'received') reach('before commit');
          // It would be written after the frame: too late.
          if (weakness === 'late commits' && death !== null && unit.journal === null) return;
          await auth.commitUnit(channel, unit);
          if (death !== null) late.add(unit.seq);
          if (whose === 'sent') reach('half encrypted');
          if (whose === 'received') reach('after commit');
        },
        async applyUnits(channel, units) {
          // A store so slow that nothing of this is done when the process dies.
          if (units.some(({ seq }) => late.has(seq))) return never;
          await auth.applyUnits(channel, units);
        },
        async markJournalStored(channel, hashes) {
          if (isStored) reach('stored');
          await auth.markJournalStored(channel, hashes);
        },
        async forgetJournal(channel, hashes) {
          if (isStored) reach('marked');
          await auth.forgetJournal(channel, hashes);
        },
        ...(weakness === 'no journal' ? { listJournal: async () => [], getJournalEntry: async () => null } : {}),
      };
    },

    wrapWay(way: WhatsAppWay): WhatsAppWay {
      return {
        ...way,
        open(channel, events) {
          const session = way.open(channel, {
            ...events,
            async onMessage(message) {
              const isStraw = isInText(message.content);
              if (isStraw) reach('told');
              // A domain that is slower than the receipt.
              if (isStraw && death?.point === 'receipt out') return never;
              await events.onMessage(message);
              if (isStraw) isStored = true;
            },
            async onStatus(status) {
              if (status.status === 'delivered' && sent.has(status.whatsappId)) reach('tick told');
              if (status.status === 'failed' && sent.has(status.whatsappId)) reach('refusal told');
              await events.onStatus(status);
            },
          });
          return {
            ...session,
            async send(message) {
              if (isInText(message.content)) sent.add(message.whatsappId);
              return session.send(message);
            },
          };
        },
      };
    },

    /** For every connection that Baileys makes from now on. */
    watchBaileys(): void {
      watchRepository();
      watchSocket();
    },
  };

  function reach(point: KillPoint): void {
    if (death?.point !== point) return;
    death.times -= 1;
    if (death.times <= 0) die();
  }

  function isInText(text: string): boolean {
    return death?.straw !== undefined && text.includes(death.straw);
  }

  function isInBytes(bytes: Uint8Array): boolean {
    return death?.straw !== undefined && Buffer.from(bytes).includes(death.straw);
  }

  function watchRepository(): void {
    const { makeSignalRepository } = DEFAULT_CONNECTION_CONFIG;
    DEFAULT_CONNECTION_CONFIG.makeSignalRepository = (...parts) => {
      const stock = makeSignalRepository(...parts);
      return {
        ...stock,
        async encryptMessage(options) {
          const copy = await stock.encryptMessage(options);
          if (isInBytes(options.data)) {
            unitOf = 'sent';
            copiesLength += copy.ciphertext.length;
          }
          return copy;
        },
        async decryptMessage(options) {
          const plaintext = await stock.decryptMessage(options);
          if (isInBytes(plaintext)) {
            unitOf = 'received';
            received.add(idsByCiphertext.get(options.ciphertext) ?? '');
          }
          return plaintext;
        },
      };
    };
  }

  function watchSocket(): void {
    const { connect, send } = WebSocketClient.prototype;

    WebSocketClient.prototype.connect = function (this: WebSocketClient) {
      this.prependListener('CB:message', (node: BinaryNode) => {
        for (const { content } of getBinaryNodeChildren(node, 'enc')) {
          if (content instanceof Uint8Array) idsByCiphertext.set(content, node.attrs['id'] ?? '');
        }
      });
      this.prependListener('CB:ack,class:receipt', (node: BinaryNode) => {
        if (isDeliveryAcknowledged(node) && received.has(node.attrs['id'] ?? '')) reach('receipt out');
      });
      Reflect.apply(connect, this, []);
    };

    WebSocketClient.prototype.send = function (this: WebSocketClient, frame, onSent) {
      const isStraw = copiesLength > 0 && frame.length > copiesLength;
      if (isStraw) {
        copiesLength = 0;
        reach('frame due');
      }
      const onFlushed = (error?: Error) => {
        if (isStraw && !error) reach('frame out');
        if (frame.length > keysLength && !error) reach('keys out');
        onSent?.(error);
      };
      return Reflect.apply(send, this, [frame, onFlushed]);
    };
  }
}
