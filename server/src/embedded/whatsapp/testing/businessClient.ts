import { Console } from 'node:console';
import { Writable } from 'node:stream';
import {
  type BinaryNode,
  type ConnectionState,
  makeWASocket,
  type proto,
  type SocketConfig,
  WA_CERT_DETAILS,
  type WAMessage,
  type WASocket,
} from 'baileys';
import type { Logger } from 'pino';
import pino from 'pino';
import { fetchCertificateRoot } from '../fetchCertificateRoot.ts';
import type { Control } from './control.ts';
import { createMemoryAuth, type MemoryAuth } from './memoryAuth.ts';
import { waitFor } from './waitFor.ts';

// libsignal prints sessions with their private keys.
globalThis.console = new Console(new Writable({ write: (_chunk, _encoding, done) => done() }));

const silent: Logger = pino({ level: 'silent' });

export type Upsert = { type: 'notify' | 'append'; message: WAMessage };

/** A real Baileys client and all it heard. */
export type BusinessClient = {
  socket: WASocket;
  auth: MemoryAuth;
  upserts: Upsert[];
  /** Every `ack` of a message that came, with its error. */
  acks: { id: string; error: string | undefined }[];
  presences: { from: string; presence: string | undefined }[];
  /** Every stanza of these kinds that came. */
  stanzas: BinaryNode[];
  qrs: string[];
  state: Partial<ConnectionState>;
  /** The code that the connection was closed with, once it is. */
  closeCode: number | undefined;
  /** How far a message has come: 1 on its way, 2 on the own phone, 3 delivered, 4 read; 0 once it was refused. */
  status(id: string | null | undefined): number;
  /** The texts that came, in order. */
  texts(): string[];
  close(): Promise<void>;
};

export type ClientOptions = { url: string; auth?: MemoryAuth; config?: Partial<SocketConfig> };

/** Connects a client. It does not reconnect by itself. */
export async function connectClient({
  url,
  auth = createMemoryAuth(),
  config = {},
}: ClientOptions): Promise<BusinessClient> {
  const root = await fetchCertificateRoot(url);
  WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(root.publicKey, 'hex');
  const sent = new Map<string, proto.IMessage>();
  const socket = makeWASocket({
    auth,
    waWebSocketUrl: url,
    logger: silent,
    shouldSyncHistoryMessage: () => false,
    retryRequestDelayMs: 10,
    getMessage: async ({ id }) => sent.get(id ?? ''),
    ...config,
  });
  const client: BusinessClient = {
    ...{ socket, auth, upserts: [], acks: [], presences: [], stanzas: [], qrs: [] },
    ...{ state: {}, closeCode: undefined },
    status(id) {
      // Read from the stanzas: Baileys merges updates that follow each other closely, and the last one wins.
      const heard = client.stanzas
        .filter(({ tag }) => tag === 'receipt')
        .filter((receipt) => idsOf(receipt).includes(id));
      const ranks = heard.map(({ attrs }) => receiptRanks[attrs['type'] ?? 'delivery'] ?? 0);
      const isRefused = client.acks.some((ack) => ack.id === id && ack.error !== undefined);
      return isRefused ? 0 : Math.max(1, ...ranks);
    },
    texts: () => client.upserts.map(({ message }) => readText(message)),
    close: () => socket.end(undefined),
  };
  socket.ev.on('creds.update', auth.saveCreds);
  socket.ev.on('connection.update', (update) => {
    Object.assign(client.state, update);
    if (update.qr) {
      client.qrs.push(update.qr);
    }
    if (update.connection === 'close') {
      client.closeCode = readStatusCode(update.lastDisconnect?.error) ?? 0;
    }
  });
  socket.ev.on('messages.upsert', ({ messages, type }) => {
    for (const message of messages) {
      client.upserts.push({ type, message });
      if (message.key.fromMe && message.message) {
        sent.set(message.key.id ?? '', message.message);
      }
    }
  });
  socket.ev.on('presence.update', ({ id, presences }) => {
    client.presences.push({ from: id, presence: Object.values(presences)[0]?.lastKnownPresence });
  });
  socket.ws.on('CB:ack,class:message', ({ attrs }: BinaryNode) => {
    client.acks.push({ id: attrs['id'] ?? '', error: attrs['error'] });
  });
  for (const tag of ['message', 'receipt', 'notification', 'ack']) {
    socket.ws.on(`CB:${tag}`, (node: BinaryNode) => client.stanzas.push(node));
  }
  return client;
}

/** Links a new client with a phone and resolves with it logged in: QR code, scan, 515, login. */
export async function pairClient(options: ClientOptions, phone: string, control: Control): Promise<BusinessClient> {
  const first = await connectClient(options);
  const qr = await waitFor('a QR code', () => first.qrs[0]);
  await control.must('POST', `/phones/${phone}/link`, { qr });
  await waitFor('the restart after pairing', () => first.closeCode === 515);
  return reconnect(options, first.auth);
}

/** Logs in with what an earlier client kept. */
export async function reconnect(options: ClientOptions, auth: MemoryAuth): Promise<BusinessClient> {
  const client = await connectClient({ ...options, auth });
  await waitFor('the login', () => client.state.connection === 'open' && client.state.receivedPendingNotifications);
  return client;
}

const receiptRanks: Record<string, number> = { sender: 2, delivery: 3, read: 4 };

function idsOf({ attrs, content }: BinaryNode): unknown[] {
  const items = Array.isArray(content)
    ? content.flatMap((list) => (Array.isArray(list.content) ? list.content : []))
    : [];
  return [attrs['id'], ...items.map((item) => item.attrs['id'])];
}

export function readText({ message }: WAMessage): string {
  return message?.conversation ?? message?.extendedTextMessage?.text ?? '';
}

function readStatusCode(error: unknown): number | undefined {
  const output = error instanceof Error && 'output' in error ? error.output : undefined;
  const code = typeof output === 'object' && output && 'statusCode' in output ? output.statusCode : undefined;
  return typeof code === 'number' ? code : undefined;
}
