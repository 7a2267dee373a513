import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { withStorage } from '../app/withStorage.ts';
import { readConfig } from '../config.ts';
import type { Storage } from '../domain/ports/storage/storage.ts';
import type { NewCredential } from '../domain/workspaces.ts';
import { storeFile } from '../embedded/mongo/engine/openDatabase.ts';
import { createLog } from '../log.ts';
import { createIds } from '../runtime.ts';
import { linkDemo } from './linkDemo.ts';
import { makeTeam } from './makeTeam.ts';
import { seedDemo } from './seedDemo.ts';
import { showOnPhones } from './showOnPhones.ts';
import { stories } from './story/stories.ts';

const usage = 'The demo takes nothing but --force. DATA_DIR or MONGO_URI says what it fills.';

/**
 * Fills a workspace with conversations to look at, while the server is stopped. Run again, it adds what is missing.
 * @throws Error with a sentence for the operator
 */
export async function runDemo(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  print: (line: string) => void,
): Promise<void> {
  const { force } = readArguments(args);
  const config = readConfig(environment);
  if (config.whatsappNetwork === 'live') {
    throw new Error('The demo is for the simulated WhatsApp alone. Leave out WHATSAPP_NETWORK and NODE_ENV.');
  }
  const log = createLog(config.logLevel === 'debug' ? 'debug' : 'error');
  const isNew = config.mongoUri === null && !existsSync(storeFile(join(config.dataFolder, 'store')));
  if (!isNew && !force) await withStorage(config, log, refuseOthers);

  const { channel, credentials } = await linkDemo(config, log, stories);
  const ids = createIds();
  const made = await withStorage(config, log, async (storage) => {
    const { leyla, tom, credentials: ofTeam } = await makeTeam({ storage, ids, log }, channel.workspaceId);
    await seedDemo({ storage, ids, log, channel, team: { leyla, tom }, now: Date.now() }, stories);
    // A simulator elsewhere runs, and keeps its state itself.
    if (config.whatsappWebSocketUrl === null) {
      await showOnPhones({ storage, channel, folder: join(config.dataFolder, 'simulator') }, stories);
    }
    return ofTeam;
  });
  report([...credentials, ...made], print);
}

function report(credentials: readonly NewCredential[], print: (line: string) => void): void {
  print(`The demo is there: ${stories.length} conversations, and the shop’s number is linked.`);
  for (const { role, email, password } of credentials) print(`Sign in as ${role}: ${email}  password: ${password}`);
  if (credentials.length > 0) print('These passwords are shown only now.');
  else print('Sign in with the passwords of the first time. "pnpm admin:reset" makes a new one.');
  print('Now start the server with "npm start". The phones are at /phone.');
}

/** Conversations of real people are not mixed with made-up ones. */
async function refuseOthers(storage: Storage): Promise<void> {
  const workspace = await storage.workspaces.first();
  if (!workspace) return;
  const { data } = await storage.conversations.list({ workspaceId: workspace.id, limit: stories.length + 1 });
  const numbers = new Set(stories.map(({ phoneNumber }) => phoneNumber));
  if (data.every(({ mobileNo }) => numbers.has(mobileNo))) return;
  throw new Error(
    'There are conversations of your own already. Set DATA_DIR to an empty folder for the demo, or add --force to have it beside them.',
  );
}

function readArguments(args: readonly string[]): { force: boolean } {
  try {
    return parseArgs({ args: [...args], options: { force: { type: 'boolean', default: false } } }).values;
  } catch {
    throw new Error(usage);
  }
}
