import { execFile } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Part } from './parts.ts';

/** In bytes. `rss` is of the whole process with all its threads, `heapUsed` of its main thread. */
export type Memory = { rss: number; heapUsed: number };

/** What a program is started with so that {@link readMemory} can ask it. */
export const memoryFlags = ['--expose-gc', '--import', fileURLToPath(new URL('memoryProbe.ts', import.meta.url))];

const answerLimit = 30_000;
const run = promisify(execFile);

/** What a program holds after it has collected its garbage. */
export async function readMemory(part: Part): Promise<Memory> {
  const known = listAnswers(part).length;
  process.kill(part.pid, 'SIGUSR2');
  for (let waited = 0; waited < answerLimit; waited += 50) {
    const answer = listAnswers(part)[known];
    if (answer !== undefined) return JSON.parse(answer);
    await pause(50);
  }
  throw new Error(`The program did not say what it holds: ${part.output()}`);
}

/** What a program holds as it is, in bytes: nothing is collected for it. */
export async function readRss({ pid }: Part): Promise<number> {
  const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(pid)]);
  return Number(stdout) * 1024;
}

function listAnswers(part: Part): string[] {
  return [...part.output().matchAll(/^memory: (\{.*\})$/gm)].map(([, answer = '']) => answer);
}
