import { fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { waitFor } from '../../../../testing/waitFor.ts';
import type { Death } from './createKiller.ts';
import { type Asked, type Beginning, countSchema, type Request, type Said, saidSchema, threadSchema } from './wire.ts';

/** Others may be at work on the same machine. In milliseconds. */
export const patience = 20_000;

/** A process with one number of the product in it. What is asked of a dead one is refused. */
export type NumberProcess = {
  /** Until then it only stands by. */
  begin: (beginning: Beginning) => void;
  /** It ends itself with SIGKILL there; {@link NumberProcess.died} tells when it has. */
  arm: (death: Death) => Promise<void>;
  /** Resolves when the domain has accepted it. */
  send: (to: string, text: string) => Promise<void>;
  thread: (business: string, customer: string) => Promise<z.infer<typeof threadSchema>>;
  countUnstored: () => Promise<number>;
  hasEnded: () => boolean;
  /** Fails when it does not end by itself, or in another way. */
  died: (what: string) => Promise<void>;
  /** Resolves when its number is connected; shows its QR to whoever is to scan it. */
  untilActive: (scan?: (qr: string) => Promise<void>) => Promise<void>;
  /** Ends it, if it has not ended yet. */
  kill: () => Promise<void>;
};

/** @param onLine told each line that it logs */
export function startNumberProcess(settings: Record<string, string>, onLine: (line: string) => void): NumberProcess {
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const child = fork(main, { env: settings, execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let requests = 0;
  let qr: string | null = null;
  let isActive = false;
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface(stream).on('line', (line) => {
      lines.push(line);
      onLine(line);
    });
  }
  child.on('message', (message) => hear(saidSchema.parse(message)));
  child.once('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error('The process is dead.'));
    waiting.clear();
  });

  return {
    begin: (beginning) => void child.send(beginning),

    async arm({ point, straw, times }) {
      await ask({ ask: 'arm', point, straw, times });
    },
    async send(to, text) {
      await ask({ ask: 'send', to, text });
    },
    thread: async (business, customer) => threadSchema.parse(await ask({ ask: 'thread', business, customer })),
    countUnstored: async () => countSchema.parse(await ask({ ask: 'unstored' })),

    hasEnded,

    async died(what) {
      await waitFor(`the process to die: ${what}`, hasEnded, patience);
      if (child.signalCode !== 'SIGKILL') throw new Error(explainEnd());
    },

    async untilActive(scan) {
      let scanned: string | null = null;
      await waitFor(
        'the number to be connected',
        async () => {
          if (hasEnded()) throw new Error(explainEnd());
          if (scan && qr !== null && qr !== scanned) {
            scanned = qr;
            await scan(qr);
          }
          return isActive;
        },
        patience,
      );
    },

    async kill() {
      if (!hasEnded()) child.kill('SIGKILL');
      await exited;
    },
  };

  function explainEnd(): string {
    return `The process ended (${child.signalCode ?? child.exitCode}): ${lines.join('\n')}`;
  }

  function ask(asked: Asked): Promise<unknown> {
    requests += 1;
    const id = requests;
    const answer = Promise.withResolvers<unknown>();
    waiting.set(id, answer);
    const request: Request = { id, asked };
    child.send(request, (error) => {
      if (!error) return;
      waiting.delete(id);
      answer.reject(error);
    });
    return answer.promise;
  }

  function hear(said: Said): void {
    switch (said.kind) {
      case 'qr':
        qr = said.qr;
        return;
      case 'active':
        isActive = true;
        return;
      case 'answer':
        waiting.get(said.id)?.resolve(said.answer);
        waiting.delete(said.id);
        return;
      case 'refusal':
        waiting.get(said.id)?.reject(new Error(said.reason));
        waiting.delete(said.id);
    }
  }
}
