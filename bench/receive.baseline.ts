import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { DisconnectReason, makeWASocket, WA_CERT_DETAILS } from 'baileys';
import { MongoClient } from 'mongodb';
import { pino } from 'pino';
import { Server } from 'socket.io';
import { createMemoryAuth } from './harness/memoryAuth.ts';

// Bare Baileys with its keys in memory: what a customer writes is inserted durably, and everyone connected hears it.
const { MONGO_URI = '', WHATSAPP_WS_URL = '', CERTIFICATE_ROOT = '' } = process.env;
WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(CERTIFICATE_ROOT, 'hex');
const client = new MongoClient(MONGO_URI, { writeConcern: { w: 'majority', journal: true } });
const messages = client.db().collection<{ _id: string; text: string; at: Date }>('messages');
const http = createServer();
const io = new Server(http);
const auth = createMemoryAuth();

process.on('SIGTERM', () => process.exit(0));
await client.connect();
http.listen(0, '127.0.0.1', () => {
  const address = http.address();
  if (typeof address === 'object') process.stdout.write(`ready: http://127.0.0.1:${address?.port}\n`);
  connect();
});

function connect(): void {
  const logger = pino({ level: 'silent' });
  const socket = makeWASocket({
    auth,
    waWebSocketUrl: WHATSAPP_WS_URL,
    logger,
    // Without this the first messages after a link are held back for 20 s.
    shouldSyncHistoryMessage: () => false,
  });
  socket.ev.on('creds.update', (update) => void Object.assign(auth.creds, update));
  socket.ev.on('connection.update', ({ qr, connection, lastDisconnect }) => {
    if (qr) process.stdout.write(`qr: ${qr}\n`);
    if (connection === 'open') process.stdout.write('linked\n');
    const error = lastDisconnect?.error;
    const isRestart =
      error && 'output' in error && Object(error.output).statusCode === DisconnectReason.restartRequired;
    if (connection === 'close' && isRestart) connect();
  });
  socket.ev.on('messages.upsert', async ({ messages: arrived }) => {
    for (const { message } of arrived) {
      const stored = { _id: randomUUID(), text: message?.conversation ?? '', at: new Date() };
      await messages.insertOne(stored);
      io.emit('message', stored);
    }
  });
}
