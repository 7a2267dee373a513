import { once } from 'node:events';
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { z } from 'zod';
import { createDomain } from '../../../../domain/createDomain.ts';
import { createFindMessage } from '../../../../domain/messages/findMessage.ts';
import type { WhatsAppWay } from '../../../../domain/ports/whatsapp.ts';
import { startEmbeddedMongo } from '../../../../embedded/mongo/startEmbeddedMongo.ts';
import { fetchCertificateRoot } from '../../../../embedded/whatsapp/fetchCertificateRoot.ts';
import { createFacts } from '../../../../facts.ts';
import { createLog } from '../../../../log.ts';
import { alone } from '../../../../peers/alone.ts';
import { nowhere } from '../../../../push/nowhere.ts';
import { createClock, createIds } from '../../../../runtime.ts';
import { createAccessTokens } from '../../../../security/accessTokens.ts';
import { createCipher } from '../../../../security/cipher.ts';
import { hashToken } from '../../../../security/hashToken.ts';
import { createPasswords } from '../../../../security/passwords.ts';
import { noFiles } from '../../../../storage/files/noFiles.ts';
import { connectMongo } from '../../../../storage/mongo/connect.ts';
import { createWhatsAppAuth } from '../../../../storage/mongo/whatsappAuth/createWhatsAppAuth.ts';
import { createDispatcher } from '../../../../workers/dispatcher.ts';
import { createWhatsAppSessions } from '../../../../workers/whatsappSessions.ts';
import { createBaileysWay } from '../../createBaileysWay.ts';
import { createKiller } from './createKiller.ts';
import { rememberDevices } from './rememberDevices.ts';
import { type Asked, beginningSchema, type Request, requestSchema, type Said } from './wire.ts';

/**
 * One number of the product, from the domain down to a real socket, without what serves clients. It kills itself at the
 * point that it is told: nothing is tidied up, nothing is said.
 */
const settings = z.object({ DATA_DIR: z.string(), WHATSAPP_WS_URL: z.string() }).parse(process.env);

// What is compiled would else be kept at an orderly end only, which never comes.
flushCompileCache();
// Nobody is left to ask for anything.
process.on('disconnect', () => process.exit());
const [{ keepsDevices, weakness }] = z
  .tuple([beginningSchema])
  .rest(z.unknown())
  .parse(await once(process, 'message'));

const log = createLog('warn');
const clock = createClock();
const ids = createIds();
const facts = createFacts(log, alone);
const killer = createKiller(() => process.kill(process.pid, 'SIGKILL'), weakness);
killer.watchBaileys();
rememberDevices(join(settings.DATA_DIR, 'devices.json'), keepsDevices);

const store = await startEmbeddedMongo({ folder: join(settings.DATA_DIR, 'store') });
const { storage, connection } = await connectMongo(store.uri, log);
const auth = await createWhatsAppAuth(connection);
const baileysWay = createBaileysWay({
  auth: killer.wrapAuth(auth),
  cipher: createCipher(Buffer.alloc(32, 7)),
  network: {
    webSocketUrl: settings.WHATSAPP_WS_URL,
    certificateRoot: await fetchCertificateRoot(settings.WHATSAPP_WS_URL),
  },
  findMessage: createFindMessage({ storage, ...noFiles }),
  clock,
  log,
});
const sessions = createWhatsAppSessions({
  ways: { whatsapp_automated: tellStates(killer.wrapWay(baileysWay)) },
  renderQr: async () => '',
  storage,
  owner: ids.next(),
  peers: alone,
  clock,
  log,
});
const domain = createDomain({
  ...noFiles,
  storage,
  facts,
  peers: alone,
  sessions: sessions.control,
  push: nowhere,
  passwords: createPasswords(),
  accessTokens: createAccessTokens('s'.repeat(32)),
  hashToken,
  clock,
  ids,
  log,
});
createDispatcher({
  ...noFiles,
  storage,
  facts,
  domain,
  activeSession: sessions.activeSession,
  activeChannels: sessions.activeChannels,
  peers: alone,
  clock,
  log,
});

const workspace = (await storage.workspaces.first()) ?? (await createWorkspace());
const channel = (await storage.channels.list(workspace.id))[0] ?? (await createChannel());
const channelRef = { workspaceId: workspace.id, channelId: channel.channelId };
const actor = {
  workspaceId: workspace.id,
  userId: ids.next(),
  name: 'Agent',
  role: 'agent' as const,
  signInId: null,
  expiresAt: Number.MAX_SAFE_INTEGER,
};
process.on('message', (message) => void answer(requestSchema.parse(message)));
await sessions.run(domain);
await sessions.control.start({ ...channelRef, type: channel.type, phoneNumber: channel.phoneNumber });

async function createWorkspace() {
  const created = { id: ids.next(), name: 'Praxis Sonnenschein' };
  await storage.workspaces.create(created);
  return created;
}

function createChannel() {
  const type = 'whatsapp_automated' as const;
  const created = { id: ids.next(), workspaceId: workspace.id, name: 'WhatsApp', type, isDefault: true };
  return storage.channels.create(created, clock.now());
}

function tellStates(way: WhatsAppWay): WhatsAppWay {
  return {
    ...way,
    open: (target, events) =>
      way.open(target, {
        ...events,
        async onState(state) {
          await events.onState(state);
          if (state.status === 'qr_ready') say({ kind: 'qr', qr: state.qr });
          if (state.status === 'active') say({ kind: 'active' });
        },
      }),
  };
}

async function answer({ id, asked }: Request): Promise<void> {
  try {
    say({ kind: 'answer', id, answer: await work(asked) });
  } catch (error) {
    say({ kind: 'refusal', id, reason: String(error) });
  }
}

async function work(asked: Asked): Promise<unknown> {
  switch (asked.ask) {
    case 'arm':
      killer.arm(asked);
      return null;
    case 'send': {
      const { to, text } = asked;
      await domain.messages.send(actor, { to, message: text, clientMessageId: `${to} ${text}`, messageType: 'text' });
      return null;
    }
    case 'thread': {
      const numbers = { fromNumber: asked.customer, toNumber: asked.business };
      const { data } = await domain.messages.between(actor, { ...numbers, limit: 100, offset: 0 });
      return data.messages.map(({ content, isOutgoing, status }) => ({ content, isOutgoing, status }));
    }
    case 'unstored':
      return (await auth.listJournal(channelRef)).filter(({ isStored }) => !isStored).length;
  }
}

function say(said: Said): void {
  process.send?.(said);
}
