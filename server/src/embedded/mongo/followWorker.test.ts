import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { followWorker } from './followWorker.ts';

/** A thread that does what the script says. */
const run = (script: string) =>
  followWorker(new Worker(`const { parentPort } = require('node:worker_threads'); ${script}`, { eval: true }));

const readyScript = "parentPort.postMessage({ kind: 'ready', port: 5 });";

describe('a followed thread', () => {
  it('says so when it breaks while it is being closed', async () => {
    const life = run(`${readyScript} parentPort.once('message', () => { throw new Error('out of everything'); });`);
    expect(await life.ready).toBe(5);
    await expect(life.close()).rejects.toThrow('out of everything');
  });

  it('tells its listeners when it ends by itself', async () => {
    const life = run(`${readyScript} setTimeout(() => process.exit(3), 20);`);
    const failure = new Promise<Error>((resolve) => life.onFailure(resolve));
    await life.ready;
    expect((await failure).message).toBe('The embedded store ended unexpectedly (exit code 3).');
    await life.close();
  });

  it('passes on why it does not start', async () => {
    await expect(run("parentPort.postMessage({ kind: 'refused', message: 'In use.' });").ready).rejects.toThrow(
      'In use.',
    );
    await expect(run('throw new Error("broken")').ready).rejects.toThrow('broken');
  });
});
