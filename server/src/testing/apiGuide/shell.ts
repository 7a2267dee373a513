import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endWithUs, hasEnded } from '../spawnServer.ts';
import { waitFor } from '../waitFor.ts';

/** How long a block may take, in milliseconds. */
const blockLimit = 20_000;

export type Shell = {
  /** @returns what the block printed. @throws Error with all that was printed, where one of its commands failed */
  run: (block: string) => Promise<string>;
  close: () => void;
};

/** One shell for several blocks of code, of which each knows the variables of those before it. */
export function startShell({ folder, settings }: { folder: string; settings: Record<string, string> }): Shell {
  const { PATH = '', HOME = '' } = process.env;
  // The Node that runs the tests, before any other.
  const environment = { PATH: `${dirname(process.execPath)}:${PATH}`, HOME, ...settings };
  const child = spawn('bash', ['--norc', '-s'], { cwd: folder, env: environment });
  endWithUs(child);
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  // What a shell that has ended is told is lost; that it has ended is seen below.
  child.stdin.on('error', (error) => (errors += error.message));
  child.stdin.write(`set -euo pipefail\n${replaceMissingCurl()}`);
  return {
    async run(block) {
      const begin = output.length;
      const end = `end of the block ${randomUUID()}`;
      child.stdin.write(`${block}\necho '${end}'\n`);
      await waitFor(
        'the block to end',
        () => {
          if (hasEnded(child)) throw new Error(`The block failed:\n${block}\n${output.slice(begin)}\n${errors}`);
          return output.includes(end);
        },
        blockLimit,
      );
      return output.slice(begin, output.indexOf(end));
    },
    close: () => void child.kill('SIGKILL'),
  };
}

/** On a bare machine there is Node and nothing else. */
function replaceMissingCurl(): string {
  const hasCurl = spawnSync('curl', ['--version']).status === 0;
  const standIn = fileURLToPath(new URL('curl.ts', import.meta.url));
  return hasCurl ? '' : `curl() { '${process.execPath}' '${standIn}' "$@"; }\n`;
}
