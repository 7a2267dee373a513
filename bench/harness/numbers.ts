import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { type Agent, connectAgent } from './agents.ts';
import { startStore } from './bare.ts';
import { memoryFlags } from './memory.ts';
import { type Part, startPart } from './parts.ts';
import { admin, type Product, signIn, startProduct } from './product.ts';
import { linkNumber, type World } from './world.ts';

/** Linked numbers, each with one customer. */
export type Numbers = {
  part: Part;
  count: number;
  link: (index: number) => Promise<void>;
  /** Has those who answer sign in, where somebody must. */
  attend: () => Promise<void>;
  /** A customer writes and is answered. */
  exchange: (index: number, text: string) => Promise<void>;
  leave: () => void;
};

type Stored = { _id: string } & Record<string, unknown>;

/** How long an answer may take, in milliseconds. */
const exchangeLimit = 60_000;

/**
 * The product with one number a workspace: so each has an admin of its own, who links it and answers.
 * @param folder of a stopped product that has made its first workspace
 */
export async function startProductNumbers(
  world: World,
  { folder, count }: { folder: string; count: number },
): Promise<Numbers> {
  await addWorkspaces(folder, count - 1);
  const product = await startProduct({
    folder,
    flags: memoryFlags,
    settings: { WHATSAPP_NETWORK: 'simulator', WHATSAPP_WS_URL: world.webSocketUrl },
  });
  let attending: Attending[] = [];
  return {
    part: product,
    count,
    async link(index) {
      const token = await signInTo(product, index);
      await linkNumber(world, { url: product.url, token }, { phoneNumber: toBusiness('1', index) });
      await world.addCustomer(toCustomer('1', index));
    },
    async attend() {
      for (const { agent } of attending) agent.socket.disconnect();
      attending = [];
      for (let index = 0; index < count; index += 1) {
        attending.push(attendTo(await connectAgent(product.url, await signInTo(product, index))));
      }
    },
    async exchange(index, text) {
      const attended = attending[index];
      const answered = attended?.nextAnswer();
      await world.write(toCustomer('1', index), toBusiness('1', index), text);
      await within(answered, () => `Number ${index} did not answer in ${exchangeLimit} ms: ${attended?.state()}`);
    },
    leave() {
      for (const { agent } of attending) agent.socket.disconnect();
    },
  };
}

/** Bare Baileys sockets in one process. */
export async function startBareNumbers(world: World, count: number): Promise<Numbers> {
  const part = await startPart({
    file: 'bench/memory.baseline.ts',
    settings: { WHATSAPP_WS_URL: world.webSocketUrl, CERTIFICATE_ROOT: await world.readCertificateRoot() },
    ready: /ready: (\S+)/,
    flags: memoryFlags,
  });
  const asked = Array.from({ length: count }, () => 0);
  const ask = async (index: number, wanted: string): Promise<string> => {
    const answer = await fetch(`${part.address}/${index}/${wanted}`, { signal: AbortSignal.timeout(exchangeLimit) });
    return answer.text();
  };
  return {
    part,
    count,
    async link(index) {
      await world.addPhone(toBusiness('2', index));
      await world.link(toBusiness('2', index), await ask(index, 'qr'));
      await ask(index, 'open');
      await world.addCustomer(toCustomer('2', index));
    },
    attend: async () => undefined,
    async exchange(index, text) {
      const wanted = (asked[index] ?? 0) + 1;
      asked[index] = wanted;
      await world.write(toCustomer('2', index), toBusiness('2', index), text);
      await ask(index, String(wanted));
    },
    leave: () => undefined,
  };
}

type Attending = {
  agent: Agent;
  nextAnswer: () => Promise<void>;
  /** How far it came, for whoever waits in vain. */
  state: () => string;
};

/** An agent who answers every message. */
function attendTo(agent: Agent): Attending {
  const waiting: PromiseWithResolvers<void>[] = [];
  // Of an answer both its acceptance and that it went out are heard of, in either order.
  const heard = new Set<string>();
  const gone = new Set<string>();
  const seen = { messages: 0, accepted: 0, gone: 0 };
  const hear = (id: string) => {
    if (heard.delete(id)) waiting.shift()?.resolve();
    else heard.add(id);
  };
  agent.socket.on('new_message', ({ conversationId, content }) => {
    seen.messages += 1;
    agent
      .ask('send_message', { conversationId, message: `Thank you for "${content}"` })
      .then(({ id }) => {
        seen.accepted += 1;
        hear(id);
      })
      .catch((error: Error) => waiting.shift()?.reject(error));
  });
  agent.socket.on('message_status_update', ({ id, status }) => {
    // Word that it was delivered may come before word that it was sent, which then never comes.
    if (status === 'pending' || gone.has(id)) return;
    gone.add(id);
    seen.gone += 1;
    hear(id);
  });
  return {
    agent,
    nextAnswer() {
      const answer = Promise.withResolvers<void>();
      waiting.push(answer);
      return answer.promise;
    },
    state: () =>
      `its agent, ${agent.socket.connected ? 'connected' : 'disconnected'}, got ${seen.messages} messages; ${seen.accepted} answers were accepted, ${seen.gone} went out.`,
  };
}

/** Workspaces can't be made through any command yet, so more like the first one are put into the store. */
async function addWorkspaces(folder: string, count: number): Promise<void> {
  const store = await startStore(folder);
  const client = new MongoClient(store.address, { writeConcern: { w: 'majority', journal: true } });
  const workspaces = client.db().collection<Stored>('workspaces');
  const users = client.db().collection<Stored>('users');
  const workspace = await workspaces.findOne({});
  const user = await users.findOne({ email: admin.email });
  if (!workspace || !user) throw new Error('The product left no workspace to copy.');
  for (let index = 1; index <= count; index += 1) {
    const workspaceId = randomUUID();
    await workspaces.insertOne({ ...workspace, _id: workspaceId });
    await users.insertOne({ ...user, _id: randomUUID(), workspaceId, email: toEmail(index) });
  }
  await client.close();
  await store.end();
}

function signInTo({ url }: Product, index: number): Promise<string> {
  return signIn(url, { email: toEmail(index), password: admin.password });
}

/** All have the first admin's password, whose hash was copied. */
function toEmail(index: number): string {
  return index === 0 ? admin.email : `admin-${index}@example.com`;
}

function toBusiness(side: string, index: number): string {
  return `+4930${side}${String(index).padStart(6, '0')}`;
}

function toCustomer(side: string, index: number): string {
  return `+49151${side}${String(index).padStart(7, '0')}`;
}

async function within(promise: Promise<void> | undefined, explain: () => string): Promise<void> {
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(() => late.reject(new Error(explain())), exchangeLimit);
  try {
    await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
