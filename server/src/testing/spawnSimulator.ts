import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endWithUs, hasEnded } from './spawnServer.ts';
import { waitFor } from './waitFor.ts';

export type SimulatorProcess = {
  webSocketUrl: string;
  /** Sends a signal and waits for the end. */
  end: (signal: 'SIGTERM' | 'SIGKILL') => Promise<void>;
};

/**
 * WhatsApp's side as a process of its own. Resolves when it listens.
 * @param folder where it keeps its state, and `simulator.log` with what it prints
 * @param port `0`: any that is free
 */
export async function spawnSimulator(folder: string, port = '0'): Promise<SimulatorProcess> {
  const main = fileURLToPath(new URL('../embedded/whatsapp/main.ts', import.meta.url));
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [main], { env: { PATH, HOME, SIMULATOR_PORT: port, DATA_DIR: folder } });
  endWithUs(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      appendFileSync(join(folder, 'simulator.log'), chunk);
    });
  }
  try {
    const webSocketUrl = await waitFor('the simulator', () => /WHATSAPP_WS_URL=(\S+)/.exec(output)?.[1], 30_000);
    return {
      webSocketUrl,
      async end(signal) {
        if (hasEnded(child)) return;
        const ended = once(child, 'exit');
        child.kill(signal);
        await ended;
      },
    };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}
