import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, createApp, type Ports } from '../app.ts';
import { readConfig } from '../config.ts';
import { createLog } from '../log.ts';
import { connectMongo } from '../storage/mongo/connect.ts';
import { createWatch, failRun } from './apiDescription/watchAnswers.ts';

const admin = { email: 'admin@example.com', password: 'admin-password-1' };
/** Every answer over HTTP has to be as the description of the API says. */
const watchAnswers = createWatch(failRun);

export type TestApp = {
  url: string;
  folder: string;
  admin: { email: string; password: string };
  agent: { email: string; password: string };
  domain: () => App['domain'];
  /** Ends it and starts it anew on the same data. */
  restart: () => Promise<void>;
  close: () => Promise<void>;
};

/**
 * The whole product on a port of its own, with a fresh data folder that goes with it. Where `MONGO_URI` names a MongoDB,
 * it runs on a new database there.
 * @param wrapPorts what the test puts between the domain and its ports
 */
export async function startApp(
  environment: Record<string, string> = {},
  wrapPorts: (ports: Ports) => Ports = (ports) => ports,
): Promise<TestApp> {
  const folder = await mkdtemp(join(tmpdir(), 'erp-'));
  const database = nameDatabase();
  const start = async (): Promise<{ app: App; url: string }> => {
    const config = readConfig({
      NODE_ENV: 'test',
      PORT: '0',
      LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'silent',
      DATA_DIR: folder,
      ADMIN_EMAIL: admin.email,
      ADMIN_PASSWORD: admin.password,
      SENDS_PER_MINUTE: '10000',
      EVENTS_PER_SECOND: '1000',
      ...(database === null ? {} : { MONGO_URI: database }),
      ...environment,
    });
    const app = await createApp(config, createLog(config.logLevel), {
      onFailure(error) {
        throw error;
      },
      watchAnswers,
      wrapPorts,
    });
    return { app, url: await app.listen() };
  };
  let running = await start();
  const agent = running.app.newCredentials.find(({ role }) => role === 'agent');
  if (!agent) throw new Error('the first start made no agent');
  return {
    get url() {
      return running.url;
    },
    folder,
    domain: () => running.app.domain,
    admin,
    agent,
    async restart() {
      await running.app.close();
      running = await start();
    },
    async close() {
      await running.app.close();
      if (database !== null) await dropDatabase(database);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A new database of the MongoDB that `MONGO_URI` names; `null` where it names none. */
export function nameDatabase(): string | null {
  const uri = process.env['MONGO_URI'];
  if (!uri) return null;
  const named = new URL(uri);
  named.pathname = `/test_${randomUUID()}`;
  return named.href;
}

export async function dropDatabase(uri: string): Promise<void> {
  const { connection, close } = await connectMongo(uri, createLog('silent'));
  await connection.dropDatabase();
  await close();
}
