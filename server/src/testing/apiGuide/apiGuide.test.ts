import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSimulator, readQr, type Simulator } from '../console.ts';
import { startApp, type TestApp } from '../startApp.ts';
import { waitFor } from '../waitFor.ts';
import { callsSchema, makeTables } from './eventTables.ts';
import { guidePath, putTables, readBlocks, readGuide } from './guide.ts';
import { type Program, startProgram } from './program.ts';
import { type Shell, startShell } from './shell.ts';

const business = '+4930123456';
/** As the guide writes to it. */
const ana = '+4915111111111';

const guide = readGuide();
const blocks = readBlocks(guide);
const ran = new Set<string>();
const programs: Program[] = [];
let app: TestApp;
let simulator: Simulator;
let shell: Shell;

beforeAll(async () => {
  // With every call that a setting opens.
  app = await startApp({ ALLOW_SIGNUP: 'true' });
  simulator = await createSimulator(app);
  await simulator.addPhone(business);
  await simulator.addCustomer({ phoneNumber: ana, name: 'Ana' });
  const { email, password } = app.admin;
  shell = startShell({ folder: app.folder, settings: { URL: app.url, EMAIL: email, PASSWORD: password } });
});

afterAll(async () => {
  for (const program of programs) program.close();
  shell?.close();
  await app?.close();
});

function take(name: string): string {
  const block = blocks.get(name);
  if (block === undefined) throw new Error(`The guide has no block "${name}".`);
  ran.add(name);
  return block;
}

async function readVariable(name: string): Promise<string> {
  return (await shell.run(`echo "$${name}"`)).trim();
}

async function start(name: string, folder: string): Promise<Program> {
  const settings = { URL: app.url, KEY: await readVariable('KEY'), CHANNEL: await readVariable('CHANNEL') };
  const program = startProgram(take(name), { folder, settings });
  programs.push(program);
  return program;
}

const readTexts = async () => (await simulator.thread(ana, business)).map(({ text }) => text);

describe('the blocks of the guide to the API, as they are written', () => {
  it('sign in and make a key', async () => {
    expect(await shell.run(take('key'))).toMatch(/^wak_/m);
  });

  it('make a channel, and show a QR that a phone can scan', async () => {
    await shell.run(take('channel'));
    const picture = await readFile(join(app.folder, 'qr.png'));
    await simulator.link(business, readQr(`data:image/png;base64,${picture.toString('base64')}`));
    expect(await shell.run(take('wait'))).toContain('connected');
  });

  it('send a message, once however often', async () => {
    const printed = await shell.run(`${take('send')}\n${take('send')}`);
    const answers = printed.trim().split(/(?<=\})\n?(?=\{)/);
    expect(answers.map((text): unknown => JSON.parse(text))).toEqual([
      expect.objectContaining({ ok: true, message: 'Message sent' }),
      expect.objectContaining({ ok: true }),
    ]);
    await waitFor('the customer to have it', async () => (await readTexts()).length > 0);
    expect(await readTexts()).toEqual(['Your parcel is on its way']);
  });

  it('read the thread', async () => {
    expect(await shell.run(take('thread'))).toContain('Your parcel is on its way');
  });

  it('hear of a number and its messages over Socket.IO', async () => {
    const program = await start('channels', 'server');
    await program.printed(/the number is active/);
    await simulator.write(ana, business, 'Thank you');
    expect((await program.printed(/(\S+) wrote: Thank you/))[1]).toBe('4915111111111@s.whatsapp.net');
  });

  it('send over Socket.IO, and follow what becomes of it', async () => {
    const program = await start('erp', 'server');
    await program.printed(/is now delivered/);
    await waitFor('the customer to have it', async () => (await readTexts()).includes('We deliver on Monday'));
  });

  it('listen with the client class', async () => {
    const program = await start('client', '.');
    await program.printed(/listening/);
    await simulator.write(ana, business, 'See you then');
    await program.printed(/\+4915111111111 at \d+:\d+.*: See you then/);
  });

  it('are all of them', () => {
    expect([...ran].toSorted()).toEqual([...blocks.keys()].toSorted());
  });
});

it('the tables of the guide are those that the contract makes', async () => {
  const calls = callsSchema.parse(await (await fetch(`${app.url}/api/openapi.json`)).json());
  // `vitest -u` writes them.
  await expect(putTables(guide, makeTables(calls))).toMatchFileSnapshot(guidePath);
});
