import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { DisconnectReason, makeWASocket, useMultiFileAuthState, WA_CERT_DETAILS } from 'baileys';
import { pino } from 'pino';
import { makeFolder } from './harness/folder.ts';

// Bare Baileys sockets in one process, with Baileys' own files for their keys. Each answers what a customer writes and
// keeps nothing of it.
type BareNumber = { qr: string | null; isOpen: boolean; answered: number };

const { WHATSAPP_WS_URL = '', CERTIFICATE_ROOT = '' } = process.env;
const folder = makeFolder();
const logger = pino({ level: 'silent' });
const numbers = new Map<string, BareNumber>();
const waiting = new Set<() => void>();

WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(CERTIFICATE_ROOT, 'hex');

const http = createServer((request, response) => void answer(request, response));
process.on('SIGTERM', () => process.exit(0));
http.listen(0, '127.0.0.1', () => {
  const address = http.address();
  if (typeof address === 'object') process.stdout.write(`ready: http://127.0.0.1:${address?.port}\n`);
});

/** `/qr`, `/open` and `/answered?count=` of a `number`: each answers when it is so far. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
  const name = searchParams.get('number') ?? '';
  const number = numbers.get(name) ?? { qr: null, isOpen: false, answered: 0 };
  if (!numbers.has(name)) {
    numbers.set(name, number);
    await connect(name, number);
  }
  const isReached: Record<string, () => boolean> = {
    '/qr': () => number.qr !== null,
    '/open': () => number.isOpen,
    '/answered': () => number.answered >= Number(searchParams.get('count')),
  };
  const check = () => {
    if (!isReached[pathname]?.()) return;
    waiting.delete(check);
    response.end(number.qr);
  };
  waiting.add(check);
  check();
}

async function connect(name: string, number: BareNumber): Promise<void> {
  const { state, saveCreds } = await useMultiFileAuthState(join(folder, name));
  const sock = makeWASocket({
    waWebSocketUrl: WHATSAPP_WS_URL,
    auth: state,
    logger,
    markOnlineOnConnect: false,
    // Without this the first messages after a link are held back for 20 s.
    shouldSyncHistoryMessage: () => false,
    syncFullHistory: false,
  });
  sock.ev.on('creds.update', () => void saveCreds());
  sock.ev.on('connection.update', ({ qr, connection, lastDisconnect }) => {
    if (qr) number.qr = qr;
    if (connection === 'open') number.isOpen = true;
    const error = lastDisconnect?.error;
    const code = error && 'output' in error ? Object(error.output).statusCode : null;
    if (connection === 'close' && code === DisconnectReason.restartRequired) void connect(name, number);
    else if (connection === 'close') process.stdout.write(`${name} was disconnected: ${error?.message}\n`);
    tell();
  });
  sock.ev.on('messages.upsert', async ({ messages }) => {
    for (const { key, message } of messages) {
      if (key.fromMe || !key.remoteJid || !message?.conversation) continue;
      await sock.sendMessage(key.remoteJid, { text: `Thank you for "${message.conversation}"` });
      number.answered += 1;
      tell();
    }
  });
}

function tell(): void {
  for (const check of waiting) check();
}
