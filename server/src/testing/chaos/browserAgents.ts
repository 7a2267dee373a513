import { setTimeout as pause } from 'node:timers/promises';
import PQueue from 'p-queue';
import type { Browser } from './browser.ts';
import type { Entry } from './ledger.ts';
import type { BrowserAction } from './steps.ts';

/**
 * What the console took this long before its browser was killed has to be on disk, in milliseconds. The console writes it
 * down at once, but the machine is busy; its clock, the sign that a message waits, comes after 300.
 */
const settlingTime = 1_000;

type Parts = {
  browsers: Browser[];
  /** The server's, the same in all its lives. */
  url: () => string;
  findConversation: (customer: string) => string;
  print: (line: string) => void;
  /** One does not come back. */
  onBroken: (error: unknown) => void;
};

type BrowserAgent = {
  browser: Browser;
  index: number;
  queue: PQueue;
  isAway: boolean;
  /** Settled when it is back from its latest abrupt end. */
  back: Promise<void>;
  /** In which it is offline. */
  gaps: Set<string>;
  /** What the console took in this life of the browser, and when. */
  taken: { entry: Entry; at: number }[];
};

/** Agents who write in browsers: each does one thing after another, and may be killed meanwhile. */
export function createBrowserAgents({ browsers, url, findConversation, print, onBroken }: Parts) {
  const agents = browsers.map((browser, index): BrowserAgent => {
    const queue = new PQueue({ concurrency: 1 });
    return { browser, index, queue, isAway: false, back: Promise.resolve(), gaps: new Set(), taken: [] };
  });
  /** How many messages waited in the outbox of the killed one, at each kill. */
  const kills: number[] = [];
  const troubles: string[] = [];

  return {
    kills,
    /** What the console did not let an agent do, although nothing was in the way. */
    troubles,

    startAll: () => Promise.all(browsers.map((browser) => browser.start(url()))),

    /** @param number among the browsers */
    write(number: number, entry: Entry): void {
      const agent = agents[number];
      if (agent) enqueue(agent, () => write(agent, entry));
    },

    take(step: BrowserAction): void {
      const agent = agents[step.browser];
      if (!agent) return;
      switch (step.do) {
        case 'beginGap':
          enqueue(agent, () => setGaps(agent, agent.gaps.add(step.gap)));
          return;
        case 'endGap':
          // A killed browser comes back online.
          enqueue(agent, async () => {
            if (agent.gaps.delete(step.gap)) await setGaps(agent, agent.gaps);
          });
          return;
        case 'killBrowser':
          if (!step.isAbrupt) enqueue(agent, () => pause(step.settle).then(() => kill(agent, step.pause)));
          else if (!agent.isAway) agent.back = killAbruptly(agent, step.pause).catch(onBroken);
      }
    },

    /** Resolves when all is done and all browsers are there. */
    async onIdle(): Promise<void> {
      for (const agent of agents) {
        await agent.back;
        await agent.queue.onIdle();
      }
    },
  };

  function enqueue({ queue }: BrowserAgent, work: () => Promise<void>): void {
    queue.add(work).catch(onBroken);
  }

  async function setGaps(agent: BrowserAgent, gaps: Set<string>): Promise<void> {
    try {
      await agent.browser.setOffline(gaps.size > 0);
    } catch (error) {
      // Killed meanwhile, it comes back online.
      if (!agent.isAway) throw error;
    }
  }

  async function write(agent: BrowserAgent, entry: Entry): Promise<void> {
    try {
      await agent.browser.write(findConversation(entry.message.customer), entry.message.text);
      agent.taken.push({ entry, at: Date.now() });
    } catch (error) {
      entry.isDoubtful = true;
      if (!agent.isAway) troubles.push(`browser ${agent.index}: ${error instanceof Error ? error.message : error}`);
    }
  }

  /** In the middle of what it does; the rest waits until it is back. */
  async function killAbruptly(agent: BrowserAgent, away: number): Promise<void> {
    agent.queue.pause();
    await kill(agent, away);
    agent.queue.start();
  }

  async function kill(agent: BrowserAgent, away: number): Promise<void> {
    if (agent.isAway) return;
    agent.isAway = true;
    const waited = await agent.browser.kill();
    const killedAt = Date.now();
    for (const { entry, at } of agent.taken.splice(0)) entry.isDoubtful ||= killedAt - at < settlingTime;
    kills.push(waited);
    agent.gaps.clear();
    await pause(away);
    await agent.browser.start(url());
    agent.isAway = false;
    const seconds = ((Date.now() - killedAt) / 1000).toFixed(1);
    print(`browser ${agent.index} killed with ${waited} in its outbox, back after ${seconds} s`);
  }
}
