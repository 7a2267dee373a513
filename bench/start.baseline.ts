import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Worker } from 'node:worker_threads';
import { MongoClient } from 'mongodb';
import { Server } from 'socket.io';

// A bare server with the same embedded store in a thread of its process: it signs in whoever comes, by one read and one
// durable write, and lists conversations.
type Stored = { _id: string; at: Date };

const store = new Worker(new URL('../server/src/embedded/mongo/worker.ts', import.meta.url), {
  workerData: { folder: process.env['DATA_DIR'], address: { host: '127.0.0.1', port: 0 } },
});
const [{ port }] = await once(store, 'message');
const client = new MongoClient(`mongodb://127.0.0.1:${port}/bare?directConnection=true`, {
  writeConcern: { w: 'majority', journal: true },
});
const database = client.db();
const conversations = database.collection<Stored>('conversations');
const sessions = database.collection<Stored>('sessions');
await conversations.createIndex({ at: -1 });

const http = createServer();
const io = new Server(http);
io.on('connection', (socket) => {
  socket.on('list', async (acknowledge: (answer: Stored[]) => void) => {
    acknowledge(await conversations.find().sort({ at: -1 }).limit(50).toArray());
  });
});
io.use((_socket, next) => {
  sessions.insertOne({ _id: randomUUID(), at: new Date() }).then(() => next(), next);
});

process.on('SIGTERM', () => process.exit(0));
http.listen(0, '127.0.0.1', () => {
  const address = http.address();
  if (typeof address === 'object') process.stdout.write(`ready: http://127.0.0.1:${address?.port}\n`);
});
