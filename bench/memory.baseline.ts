import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { DisconnectReason, makeWASocket, useMultiFileAuthState, WA_CERT_DETAILS } from 'baileys';
import { pino } from 'pino';
import { makeFolder } from './harness/folder.ts';

// Bare Baileys sockets in one process, with Baileys' own files for their keys. Each answers what a customer writes and
// keeps nothing of it.
const { WHATSAPP_WS_URL = '', CERTIFICATE_ROOT = '' } = process.env;
const folder = makeFolder();
const logger = pino({ level: 'silent' });
const numbers = new Map<string, BareNumber>();

WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(CERTIFICATE_ROOT, 'hex');
process.on('SIGTERM', () => process.exit(0));
const http = createServer((request, response) => void answer(request, response));
await once(http.listen(0, '127.0.0.1'), 'listening');
process.stdout.write(`ready: http://127.0.0.1:${Object(http.address()).port}\n`);

type BareNumber = { qr: string | null; isOpen: boolean; answered: number; changes: EventEmitter };

/** `/<number>/qr`, `/<number>/open`, `/<number>/<answers>`: tells its QR code once it is so far. */
async function answer({ url = '' }: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, name = '', wanted = ''] = url.split('/');
  const number = numbers.get(name) ?? { qr: null, isOpen: false, answered: 0, changes: new EventEmitter() };
  if (!numbers.has(name)) await connect(name, number);
  numbers.set(name, number);
  const isReached = { qr: () => number.qr !== null, open: () => number.isOpen }[wanted];
  while (!(isReached?.() ?? number.answered >= Number(wanted))) await once(number.changes, 'change');
  response.end(number.qr);
}

async function connect(name: string, number: BareNumber): Promise<void> {
  const { state, saveCreds } = await useMultiFileAuthState(join(folder, name));
  // With history Baileys holds the first messages after a link back for 20 s.
  const history = { shouldSyncHistoryMessage: () => false, syncFullHistory: false };
  const connection = { waWebSocketUrl: WHATSAPP_WS_URL, auth: state, markOnlineOnConnect: false };
  const sock = makeWASocket({ ...connection, ...history, logger });
  sock.ev.on('creds.update', () => void saveCreds());
  sock.ev.on('connection.update', ({ qr, connection, lastDisconnect }) => {
    if (qr) number.qr = qr;
    if (connection === 'open') number.isOpen = true;
    const code = Object(lastDisconnect?.error).output?.statusCode;
    if (connection === 'close' && code === DisconnectReason.restartRequired) void connect(name, number);
    else if (connection === 'close') process.stdout.write(`${name} was disconnected: ${lastDisconnect?.error}\n`);
    number.changes.emit('change');
  });
  sock.ev.on('messages.upsert', async ({ messages }) => {
    for (const { key, message } of messages) {
      if (key.fromMe || !key.remoteJid || !message?.conversation) continue;
      await sock.sendMessage(key.remoteJid, { text: `Thank you for "${message.conversation}"` });
      number.answered += 1;
      number.changes.emit('change');
    }
  });
}
