import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { endWithUs, hasEnded } from '../spawnServer.ts';
import { waitFor } from '../waitFor.ts';

export type Program = {
  /** Waits until it has printed what fits. */
  printed: (pattern: RegExp) => Promise<RegExpExecArray>;
  close: () => void;
};

/**
 * A block of JavaScript as a program of its own.
 * @param folder of the workspace, from where it imports
 */
export function startProgram(
  code: string,
  { folder, settings }: { folder: string; settings: Record<string, string> },
): Program {
  const cwd = fileURLToPath(new URL(`../../../../${folder}`, import.meta.url));
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    cwd,
    env: { PATH, HOME, NO_COLOR: '1', ...settings },
  });
  endWithUs(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return {
    printed: (pattern) =>
      waitFor(`${pattern} in what the program prints`, () => {
        const found = pattern.exec(output);
        if (!found && hasEnded(child)) throw new Error(`The program ended:\n${output}`);
        return found;
      }),
    close: () => void child.kill('SIGKILL'),
  };
}
