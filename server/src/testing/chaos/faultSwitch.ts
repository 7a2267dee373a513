import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Simulator } from '../console.ts';
import type { Step } from './steps.ts';
import type { Window } from './verdict.ts';

/** How long a socket to cut is waited for, in milliseconds. */
const longestWait = 5_000;
const cutSchema = z.object({ sockets: z.number() });

/** Switches faults on and off, and keeps when which was on. */
export function createFaultSwitch(simulator: () => Simulator) {
  const windows: Window[] = [];
  const cuts = { drops: 0, streamErrors: 0 };

  return {
    windows,
    /** Sockets that were cut, by either fault. */
    cuts,

    async switchOn(fault: Extract<Step, { do: 'fault' }>['fault']): Promise<void> {
      const { kind, number: customer } = fault;
      windows.push({ kind, customer, from: Date.now(), until: Number.POSITIVE_INFINITY });
      await simulator().addFault(fault);
    },

    async switchAllOff(): Promise<void> {
      await simulator().clearFaults();
      for (const window of windows) window.until = Math.min(window.until, Date.now());
    },

    /** Where there is no socket at the moment, the next one. */
    async cut(fault: Extract<Step, { do: 'cut' }>['fault']): Promise<void> {
      const end = Date.now() + longestWait;
      for (let sockets = 0; sockets === 0 && Date.now() < end; await pause(100)) {
        sockets = cutSchema.parse(await simulator().addFault(fault)).sockets;
        if (fault.kind === 'drop-socket') cuts.drops += sockets;
        else cuts.streamErrors += sockets;
      }
    },
  };
}
