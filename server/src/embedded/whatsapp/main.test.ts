import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pairClient, readText, reconnect } from './testing/businessClient.ts';
import { createControl } from './testing/control.ts';
import { business, customer } from './testing/startSimulator.ts';
import { waitFor } from './testing/waitFor.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'whatsapp-simulator-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** The command line, on a free port at first. */
async function run(port: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    env: { ...process.env, SIMULATOR_PORT: port, DATA_DIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  const url = await waitFor('the address', () => /WHATSAPP_WS_URL=(\S+)/.exec(printed)?.[1]);
  return { child, url };
}

test('pairings and what was accepted survive a kill; SIGTERM ends it', async () => {
  const first = await run('0');
  const control = createControl(`${first.url.replace('ws:', 'http:').replace('/ws/chat', '')}/api/simulator`);
  await control.must('POST', '/phones', { phoneNumber: business, name: 'Praxis' });
  await control.must('POST', '/customers', { phoneNumber: customer });
  const client = await pairClient({ url: first.url }, business, control);
  await client.close();
  await control.write(customer, business, 'Before the kill');

  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  const second = await run(new URL(first.url).port);

  const back = await reconnect({ url: second.url }, client.auth);
  await waitFor('the message', () => back.upserts.some(({ message }) => readText(message) === 'Before the kill'));
  await back.close();
  second.child.kill('SIGTERM');
  expect(await once(second.child, 'exit')).toEqual([0, null]);
});
