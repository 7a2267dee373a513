import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import { Server } from 'socket.io';

// A bare relay: one durable insert a message, then everyone connected hears it, also at the others that share its Redis.
type Sent = { text: string };
type Stored = { _id: string; text: string; at: Date };

const client = new MongoClient(process.env['MONGO_URI'] ?? '', { writeConcern: { w: 'majority', journal: true } });
const messages = client.db().collection<Stored>('messages');
const http = createServer();
const redis = process.env['REDIS_URL'] ? new Redis(process.env['REDIS_URL']) : null;
const io = new Server(http, redis ? { adapter: createAdapter(redis) } : {});

io.on('connection', (socket) => {
  socket.on('send', async ({ text }: Sent, acknowledge: (answer: { id: string }) => void) => {
    const message = { _id: randomUUID(), text, at: new Date() };
    await messages.insertOne(message);
    io.emit('message', message);
    acknowledge({ id: message._id });
  });
});

process.on('SIGTERM', () => process.exit(0));
await client.connect();
http.listen(0, '127.0.0.1', () => {
  const address = http.address();
  if (typeof address === 'object') process.stdout.write(`ready: http://127.0.0.1:${address?.port}\n`);
});
