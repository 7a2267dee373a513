import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Domain } from '../domain/createDomain.ts';
import type { Storage } from '../domain/ports/storage/storage.ts';
import { createLog } from '../log.ts';
import { createClock } from '../runtime.ts';
import { addConversation, insert, newIncoming } from '../storage/contract/stage.ts';
import { startDomain } from '../testing/startDomain.ts';
import { waitFor } from '../testing/waitFor.ts';
import { createSearchIndexer, type IndexerTimes } from './searchIndexer.ts';

const times = { gather: 5, look: 30, lifetime: 400, retry: 10 };
const several = { isAlone: false };

let world: Awaited<ReturnType<typeof startDomain>>;
let failures = 0;
const closers: (() => Promise<void>)[] = [];

const wrapStorage = (storage: Storage): Storage => ({
  ...storage,
  search: {
    ...storage.search,
    async addPostings(...given) {
      if (failures > 0) {
        failures -= 1;
        throw new Error('The storage is away.');
      }
      await storage.search.addPostings(...given);
    },
  },
});

beforeEach(async () => {
  failures = 0;
  world = await startDomain(wrapStorage);
});
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  await world.close();
});

describe('the search indexer', () => {
  it('takes in what was there, and what comes as it is told', async () => {
    const { conversation } = await addConversation(world.storage, world.channel);
    await insert(world.storage, newIncoming(conversation, { content: 'before' }));
    startIndexer('one', { isAlone: true });
    await waitFor('before to be found', async () => (await find('before')) === 1);
    await send('meanwhile');
    await waitFor('meanwhile to be found', async () => (await find('meanwhile')) === 1);
    await waitFor('all to be in', async () => (await world.storage.search.getIndexing()).isComplete);
  });

  it('goes on after a failure', async () => {
    startIndexer('one', { isAlone: true });
    failures = 3;
    await send('nevertheless');
    await waitFor('nevertheless to be found', async () => (await find('nevertheless')) === 1);
    expect(failures).toBe(0);
  });

  it('leaves it to the process that does it, takes over when that ends or is not heard of, and sees what it was not told', async () => {
    const first = startIndexer('one', several);
    await waitFor('one to index', async () => (await world.storage.search.getIndexing()).owner === 'one');
    startIndexer('two', several, world.openBeside());
    // Told in the other process alone.
    const other = world.openBeside();
    await other.domain.messages.send(world.actor, { to: '+4915111111111', message: 'elsewhere', messageType: 'text' });
    await waitFor('elsewhere to be found', async () => (await find('elsewhere')) === 1);
    expect((await world.storage.search.getIndexing()).owner).toBe('one');
    await other.domain.close();

    await first.close();
    await waitFor('two to index', async () => (await world.storage.search.getIndexing()).owner === 'two');
    await send('afterwards');
    await waitFor('afterwards to be found', async () => (await find('afterwards')) === 1);
  });

  it('takes in what another process tells of, without looking for it', async () => {
    const other = world.openBeside();
    const facts = { ...world.facts, subscribeElsewhere: other.facts.subscribe };
    startIndexer('one', several, { domain: world.domain, facts, times: { ...times, look: 60_000 } });
    await waitFor('all to be in', async () => (await world.storage.search.getIndexing()).isComplete);
    await other.domain.messages.send(world.actor, { to: '+4915111111111', message: 'told', messageType: 'text' });
    await waitFor('told to be found', async () => (await find('told')) === 1);
    await other.domain.close();
  });

  it('takes over from a process that was killed', async () => {
    await world.storage.search.takeIndexing('killed', await world.storage.search.getIndexing());
    startIndexer('two', several);
    await send('anyhow');
    await waitFor('anyhow to be found', async () => (await find('anyhow')) === 1);
    expect((await world.storage.search.getIndexing()).owner).toBe('two');
  });

  it('ends at once, and leaves what it did not get to for the next start', async () => {
    const indexer = startIndexer('one', { isAlone: true });
    await send('unfinished');
    await indexer.close();
    startIndexer('two', { isAlone: true });
    await waitFor('unfinished to be found', async () => (await find('unfinished')) === 1);
  });
});

function startIndexer(
  owner: string,
  peers: { isAlone: boolean },
  parts: Pick<typeof world, 'domain' | 'facts'> & { times?: IndexerTimes } = world,
) {
  const { storage } = world;
  const { facts, domain } = parts;
  const indexer = createSearchIndexer({
    indexing: domain.indexing,
    ...{ storage, facts, peers, owner, times: parts.times ?? times },
    ...{ clock: createClock(), log: createLog('silent') },
  });
  closers.push(indexer.close);
  indexer.start();
  return indexer;
}

function send(message: string): ReturnType<Domain['messages']['send']> {
  return world.domain.messages.send(world.actor, { to: '+4915111111111', message, messageType: 'text' });
}

/** @returns how many messages have the word */
async function find(query: string): Promise<number> {
  return (await world.domain.search.messages(world.actor, { query, limit: 9 })).data.hits.length;
}
