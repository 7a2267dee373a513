import { setTimeout as pause } from 'node:timers/promises';
import type { Agent } from './agent.ts';
import { type InFlight, type Ledger, total } from './ledger.ts';
import { numbers, type Step } from './steps.ts';
import type { World } from './world.ts';

/** How long a kill waits for something to hit, in milliseconds. */
const lullLimit = 3_000;

export type LivesParts = { world: World; agents: Agent[]; ledger: Ledger; print: (line: string) => void };

/** The server's lives, one after the other, and the agents' connections to it. */
export function createLives({ world, agents, ledger, print }: LivesParts) {
  /** What was in flight at each kill. */
  const kills: InFlight[] = [];
  let leaves = 0;

  return {
    kills,
    countLeaves: () => leaves,
    connectAll,

    async kill(step: Extract<Step, { do: 'kill' }>): Promise<void> {
      await kill(step);
      if (step.isTwice) await kill({ pause: 0, startsInVain: [] });
    },

    /** An agent's connection goes and comes back. */
    async leave(agent: Agent | undefined): Promise<void> {
      agent?.disconnect();
      leaves += 1;
      await agent?.connect(world.url());
    },
  };

  async function kill(how: Pick<Extract<Step, { do: 'kill' }>, 'pause' | 'startsInVain'>): Promise<void> {
    const inFlight = await awaitFlight();
    if (total(inFlight) === 0) {
      print('a kill is left out: nothing is under way any more');
      return;
    }
    await world.kill();
    const killedAt = Date.now();
    kills.push(inFlight);
    for (const agent of agents) agent.disconnect();
    await pause(how.pause);
    for (const after of how.startsInVain) await world.startAndKill(after);
    await world.start();
    await connectAll();

    const { unacknowledged, unsent, unseen } = inFlight;
    const parts = `${unacknowledged} not acknowledged, ${unsent} not sent, ${unseen} not seen`;
    const inVain = how.startsInVain.map((after) => `killed ${after} ms into its start, `).join('');
    const away = ((Date.now() - killedAt) / 1000).toFixed(1);
    print(`kill ${kills.length}: ${total(inFlight)} in flight (${parts}), ${inVain}back after ${away} s`);
  }

  /** A kill in a lull would prove nothing. @returns what is in flight now */
  async function awaitFlight(): Promise<InFlight> {
    const end = Date.now() + lullLimit;
    for (;;) {
      const inFlight = ledger.countInFlight();
      if (total(inFlight) > 0 || Date.now() > end) return inFlight;
      await pause(2);
    }
  }

  /** All agents are there again, and one has read what all have missed. */
  async function connectAll(): Promise<void> {
    await Promise.all(agents.map((agent) => agent.connect(world.url())));
    await agents[0]?.catchUp(numbers);
  }
}
