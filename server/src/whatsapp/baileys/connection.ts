import {
  type AuthenticationCreds,
  type BinaryNode,
  Browsers,
  getBinaryNodeChild,
  getBinaryNodeChildren,
  isJidBroadcast,
  isJidGroup,
  isJidNewsletter,
  type LIDMapping,
  makeWASocket,
  WA_CERT_DETAILS,
  type WAMessage,
  type WASocket,
} from 'baileys';
import PQueue from 'p-queue';
import type { Clock, Log } from '../../domain/ports/runtime.ts';
import type { Lease } from '../../domain/ports/whatsapp.ts';
import type { Credentials } from './credentials.ts';
import { createEnding } from './ending.ts';
import { isPerson } from './identities.ts';
import type { Decrypted, Journal } from './journal.ts';
import { createBaileysLogger } from './logger.ts';
import { createMediaAgent } from './media/agent.ts';
import { createMediaHosts, type MediaLine } from './media/hosts.ts';
import { reasonOf } from './reasonOf.ts';
import { isDeliveryAcknowledged } from './receipts.ts';
import { type Ending, toEnding } from './reconnect.ts';
import { createMakeSignalRepository } from './signalRepository.ts';
import { createSocketKeys } from './socketKeys.ts';
import type { UnitStore } from './unitStore.ts';

/**
 * Where WhatsApp is. `null`: as Baileys knows it. `certificateRoot`: what a server's certificates must lead to, for a
 * WhatsApp that is not the real one; `publicKey` is 32 bytes in hex, `mediaAuthority` the certificate that its media host's
 * leads to, as PEM.
 */
export type WhatsAppNetworkSettings = {
  webSocketUrl: string | null;
  certificateRoot: { publicKey: string; mediaAuthority?: string } | null;
};

/** How long the end of a socket may take until it counts as ended, in milliseconds. */
const endingWait = 3_000;
/** How long the other side's goodbye is waited for where somebody else may be about to connect, in milliseconds. */
const goodbyeWait = 500;

/** What Baileys gets to see only when it is time. */
const heldEvents = new Set(['CB:message', 'CB:receipt']);

export type ConnectionParts = {
  channelId: string;
  lease: Lease;
  network: WhatsAppNetworkSettings;
  /** How long each QR is shown, in milliseconds; `null` for WhatsApp's own 60 s and then 20 s. */
  qrTime: number | null;
  credentials: Credentials;
  current: AuthenticationCreds;
  store: UnitStore;
  journal: Journal;
  /** Nothing is received: it is only to be logged out. */
  isForeign: boolean;
  on: {
    qr: (text: string) => void;
    open: () => void;
    decrypted: (message: Decrypted) => void;
    /** A number's LID came to be known, and is stored. */
    mapped: (names: LIDMapping) => void;
    /** A message came that can't be read. Resolves when it may be acknowledged. */
    unread: (stanza: BinaryNode) => Promise<unknown>;
    upsert: (messages: WAMessage[]) => void;
    /** @returns whether it is stored, so that it may be acknowledged */
    receipt: (node: BinaryNode) => Promise<boolean>;
    /** A device asks for a message again. @returns whether that was dealt with, so that it may be acknowledged */
    wish: (node: BinaryNode) => Promise<boolean>;
    answer: (node: BinaryNode) => void;
    presence: (jid: string, presence: string) => void;
  };
  clock: Pick<Clock, 'elapsed'>;
  log: Log;
};

export type Connection = {
  sock: WASocket;
  /** Not ended yet. */
  isLive: () => boolean;
  /** Logged in, and not ended yet. */
  isOpen: () => boolean;
  /** Resolves when it has ended; never rejects. */
  ended: Promise<Ending>;
  /** Resolves to what comes first: the work's result, or how the connection ended. */
  orEnded: <Result>(work: Promise<Result>) => Promise<Result | Ending>;
  media: MediaLine;
  /** Ends it at once: from here on nothing is sent and nothing acknowledged. */
  cut: (reason: Error) => void;
  /** Resolves when the socket of a connection that was cut is closed, or the other side says no goodbye; never rejects. */
  gone: () => Promise<void>;
};

/** One socket to WhatsApp, from its start to its end. */
export function connect(parts: ConnectionParts): Connection {
  const { channelId, lease, network, store, journal, on, log } = parts;
  if (network.certificateRoot) WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(network.certificateRoot.publicKey, 'hex');
  const ending = createEnding();
  const mediaAgent = createMediaAgent(network.certificateRoot?.mediaAuthority);
  const stanzas = new WeakMap<Uint8Array, BinaryNode>();
  const messages = new PQueue({ concurrency: 1 });
  let isOpen = false;
  let isLive = true;
  let goodbye: Promise<void> = Promise.resolve();

  const sock = makeWASocket({
    ...(network.webSocketUrl === null ? {} : { waWebSocketUrl: network.webSocketUrl }),
    ...(parts.qrTime === null ? {} : { qrTimeout: parts.qrTime }),
    ...(mediaAgent ? { fetchAgent: mediaAgent } : {}),
    auth: {
      creds: parts.current,
      keys: createSocketKeys({ store, credentials: parts.credentials, isLive: () => isLive }),
    },
    browser: Browsers.ubuntu('Chrome'),
    logger: createBaileysLogger(log, channelId),
    // While a linked device is online the phone gets no notifications: see `presence.ts`.
    markOnlineOnConnect: false,
    // Without this the first messages after a link are held back for 20 s.
    shouldSyncHistoryMessage: () => false,
    syncFullHistory: false,
    emitOwnEvents: false,
    transactionOpts: { maxCommitRetries: 1, delayBetweenTriesMs: 0 },
    shouldIgnoreJid: isIgnored,
    makeSignalRepository: createMakeSignalRepository({
      store,
      journal,
      stanzaOf: (ciphertext) => stanzas.get(ciphertext) ?? null,
      isLive: () => isLive,
      onDecrypted: on.decrypted,
      onMapped: on.mapped,
      onUnread: on.unread,
      onClose: beginEnding,
    }),
  });

  sock.ev.on('creds.update', () => parts.credentials.save(parts.current));
  sock.ev.on('connection.update', ({ qr, connection, lastDisconnect }) => {
    if (qr) on.qr(qr);
    if (connection === 'open') {
      isOpen = true;
      on.open();
    }
    if (connection === 'close') finish(toEnding(lastDisconnect?.error));
  });
  if (!parts.isForeign) {
    sock.ev.on('messages.upsert', ({ messages }) => on.upsert(messages));
    sock.ev.on('presence.update', ({ id, presences }) => {
      for (const { lastKnownPresence } of Object.values(presences)) on.presence(id, lastKnownPresence);
    });
  }
  guardFrames();
  guardOthers();
  sock.ws.on('CB:ack,class:message', on.answer);
  sock.ws.on('CB:ack,class:receipt', (node: BinaryNode) => {
    if (isDeliveryAcknowledged(node)) journal.markAcknowledged(node.attrs['id'] ?? '');
  });
  holdMessages();
  holdReceipts();
  dropRecentMessages();

  return {
    sock,
    isLive: () => isLive,
    isOpen: () => isOpen && isLive,
    ended: ending.promise,
    orEnded: ending.orEnded,
    media: { hosts: createMediaHosts({ sock, clock: parts.clock }), agent: mediaAgent },
    cut,
    async gone() {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, goodbyeWait);
      await Promise.race([goodbye, promise]);
      clearTimeout(timer);
    },
  };

  function cut(reason: Error): void {
    if (!isLive) return;
    finish(toEnding(reason));
    end(reason);
  }

  /**
   * Baileys asks whether the socket is open in the very step in which it hands it a frame: without a lease it is not. So
   * not even what was under way while the process was halted gets out.
   */
  function guardFrames(): void {
    const prototype: object = Object.getPrototypeOf(sock.ws);
    Object.defineProperty(sock.ws, 'isOpen', {
      get: () => {
        if (!lease.isHeld()) cut(new Error('The lease of this number is over.'));
        return isLive && Reflect.get(prototype, 'isOpen', sock.ws) === true;
      },
    });
  }

  /**
   * Baileys would keep each message of either side for five minutes, with all that was read while it was sent, for devices
   * that ask again. Storage has them: Baileys is never asked.
   */
  function dropRecentMessages(): void {
    if (sock.messageRetryManager) sock.messageRetryManager.addRecentMessage = () => undefined;
  }

  function end(reason: Error): void {
    goodbye = sock
      .end(reason)
      .catch((error: unknown) => log.debug({ channelId, reason: reasonOf(error) }, 'a socket did not end in order'));
  }

  /** Baileys ends the socket: it waits for the other side's goodbye, which may never come. */
  function beginEnding(): void {
    isLive = false;
    setTimeout(() => finish({ code: 408, message: 'The connection did not end in order.' }), endingWait).unref();
  }

  function finish(reached: Ending): void {
    isLive = false;
    ending.reach(reached);
  }

  /**
   * Baileys works on messages side by side, and on those that waited on a path of their own: they would get out of
   * order. So it gets one after the other, and all in the same way.
   */
  function holdMessages(): void {
    const work = takeOver('CB:message');
    sock.ws.on('CB:message', (node: BinaryNode) => {
      for (const { content } of getBinaryNodeChildren(node, 'enc')) {
        // What Baileys decrypts is this very object.
        if (content instanceof Uint8Array) stanzas.set(content, node);
      }
      const { offline: _, ...attrs } = node.attrs;
      void messages.add(async () => {
        if (isLive && isLeftOut(node)) await on.unread(node);
        await work({ ...node, attrs });
      });
    });
  }

  /** What was not encrypted for this device at all, such as the first message after an advertisement. */
  function isLeftOut(node: BinaryNode): boolean {
    const hasContent = getBinaryNodeChild(node, 'enc') ?? getBinaryNodeChild(node, 'plaintext');
    return !hasContent && getBinaryNodeChild(node, 'unavailable') !== undefined && !isIgnored(node.attrs['from'] ?? '');
  }

  /**
   * Baileys acknowledges a receipt at once, and the server then forgets it. So it only gets to see one when what it
   * says is stored, and none that asks for a message again.
   */
  function holdReceipts(): void {
    const work = takeOver('CB:receipt');
    sock.ws.on('CB:receipt', (node: BinaryNode) => {
      if (node.attrs['type'] === 'retry') void on.wish(node).then((isDone) => (isDone ? acknowledge(node) : undefined));
      else void on.receipt(node).then((isStored) => (isStored ? work(node) : undefined));
    });
  }

  async function acknowledge(node: BinaryNode): Promise<void> {
    if (!isLive) return;
    await sock.sendMessageAck(node).catch((error: unknown) => {
      log.debug({ channelId, reason: reasonOf(error) }, 'a receipt was not acknowledged; it will come again');
    });
  }

  /** Many of Baileys' listeners reject when the socket goes while they answer, and nobody would hear of it. */
  function guardOthers(): void {
    for (const event of sock.ws.eventNames()) {
      if (typeof event !== 'string' || !event.startsWith('CB:') || heldEvents.has(event)) continue;
      const work = takeOver(event);
      sock.ws.on(event, (node: BinaryNode) => void work(node));
    }
  }

  /** Takes Baileys' own listeners off an event. @returns what calls them; it never rejects. */
  function takeOver(event: string): (node: BinaryNode) => Promise<void> {
    const listeners = sock.ws.listeners(event);
    sock.ws.removeAllListeners(event);
    return async (node) => {
      if (!isLive) return;
      try {
        await Promise.all(listeners.map((listener) => Reflect.apply(listener, sock.ws, [node])));
      } catch (error) {
        log.debug({ channelId, reason: reasonOf(error) }, 'baileys could not work on a stanza');
      }
    };
  }

  /** Groups, broadcasts and channels are not this product's: WhatsApp is told so and nothing is kept of them. */
  function isIgnored(jid: string): boolean {
    const isNobody = isJidGroup(jid) || isJidBroadcast(jid) || isJidNewsletter(jid);
    if (isNobody) log.debug({ channelId }, 'something of a group, a broadcast or a newsletter was left out');
    return isNobody === true || (parts.isForeign && isPerson(jid));
  }
}
