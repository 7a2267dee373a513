import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';

/** A program and everything it starts itself. */
export interface ProcessGroup {
  process: ChildProcess;
  /** Resolves with the exit code (128 + the signal's number after a signal) once nothing of the group is left. */
  ended: Promise<number>;
  /** Passes a signal on to every process of the group. */
  signal(name: NodeJS.Signals): void;
}

const graceMs = 5_000;

/**
 * Starts a program as the leader of a process group of its own. The terminal's Ctrl-C reaches only us then, and we pass
 * it on; what the program leaves behind when it ends (a server, a browser) is ended with it.
 */
export function startGroup(command: string, args: string[], options: SpawnOptions): ProcessGroup {
  const leader = spawn(command, args, { ...options, detached: true });
  const exit = new Promise<number>((resolve) => {
    leader.once('error', (error) => {
      process.stderr.write(`${command} could not be started: ${error.message}\n`);
      resolve(127);
    });
    leader.once('exit', (code, signal) => resolve(signal ? 128 + constants.signals[signal] : (code ?? 1)));
  });
  let isToldToStop = false;
  return {
    process: leader,
    ended: exit.then(async (code) => {
      // Told twice, many programs drop what they are tidying up.
      if (!isToldToStop) sendToGroup(leader.pid, 'SIGTERM');
      await outlive(leader.pid);
      return code;
    }),
    signal: (name) => {
      isToldToStop = true;
      sendToGroup(leader.pid, name);
    },
  };
}

/** Calls `stop` for each signal that asks this process to end, so that it can end its groups first. */
export function onStopSignal(stop: (name: NodeJS.Signals) => void): void {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, stop);
}

/** Waits until nobody of the group is left; who stays too long is killed. */
async function outlive(pid: number | undefined): Promise<void> {
  const deadline = Date.now() + graceMs;
  while (sendToGroup(pid, 0)) {
    if (Date.now() > deadline) {
      sendToGroup(pid, 'SIGKILL');
      return;
    }
    await wait(20);
  }
}

/** Whether there was still somebody to send it to. */
function sendToGroup(pid: number | undefined, name: NodeJS.Signals | 0): boolean {
  if (pid === undefined) return false;
  try {
    return process.kill(-pid, name);
  } catch {
    return false;
  }
}
