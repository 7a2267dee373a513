import { Session } from 'node:inspector/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { BroadcastChannel, isMainThread, threadId } from 'node:worker_threads';
import { z } from 'zod';
import { type Probe, type ThreadProbe, threadProbeSchema } from './readProbe.ts';

// Loaded before the server, in each of its threads, and asked by signals: SIGUSR2 prints what memory is left once the
// garbage is collected, SIGWINCH what else there is, as the inspector finds it in the heap. That stops every thread for a
// while, so it is for when nobody is there. The server itself knows nothing of all this.
const channel = new BroadcastChannel('soak looks into the threads');
/** How long the other threads are waited for, in milliseconds. */
const answerTime = 30_000;
const answers: ThreadProbe[] = [];
const questionSchema = z.enum(['collect', 'survey']);
type Question = z.infer<typeof questionSchema>;

channel.onmessage = ({ data }: { data: unknown }) => {
  if (isMainThread) answers.push(threadProbeSchema.parse(data));
  else void answer(questionSchema.parse(data)).then((thread) => channel.postMessage(thread));
};
channel.unref();
if (isMainThread) {
  process.on('SIGUSR2', () => void tell('collect'));
  process.on('SIGWINCH', () => void tell('survey'));
}

async function tell(question: Question): Promise<void> {
  answers.length = 0;
  channel.postMessage(question);
  const own = await answer(question);
  // Each thread holds its end of a port, by which it is told to end.
  const others = process.getActiveResourcesInfo().filter((kind) => kind === 'MessagePort').length;
  for (const end = Date.now() + answerTime; answers.length < others && Date.now() < end; ) await pause(20);
  const probe: Probe = {
    rss: process.memoryUsage.rss(),
    resources: countEach(process.getActiveResourcesInfo()),
    threads: [own, ...answers.toSorted((a, b) => a.threadId - b.threadId)],
  };
  process.stdout.write(`probe: ${JSON.stringify(probe)}\n`);
}

async function answer(question: Question): Promise<ThreadProbe> {
  collect();
  // What the first pass found to be finalised goes in the second.
  await pause(10);
  collect();
  const { heapUsed } = process.memoryUsage();
  return threadProbeSchema.parse({ threadId, heapUsed, ...(question === 'survey' ? await survey() : nothing) });
}

/** As before running out of memory: V8 otherwise keeps the pages that it freed, and RSS tells how busy it once was. */
function collect(): void {
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}

const nothing = { emitters: {}, timers: 0, subscriptions: 0, cursors: 0 };
const foundSchema = z.object({ objects: z.object({ objectId: z.string() }) });
const calledSchema = z.object({ result: z.object({ value: z.unknown() }), exceptionDetails: z.unknown().optional() });

/**
 * Run on an array of all objects. Emitters by their class: how many there are, their listeners, and what those that keep
 * rooms keep. Timers that run, also those that keep nothing alive. Functions in sets: whoever subscribes to facts, for one,
 * is kept in one. The embedded store's open cursors: it keeps them by their numbers.
 */
const countAll = `function () {
  const { EventEmitter } = process.getBuiltinModule('node:events');
  const emitters = {};
  let timers = 0;
  let subscriptions = 0;
  let cursors = 0;
  for (const object of this) {
    if (Object.hasOwn(object, 'constructor')) continue;
    if (object instanceof EventEmitter) {
      if (!Object.hasOwn(object, '_events')) continue;
      const name = object.constructor?.name ?? '';
      const found = (emitters[name] ??= { count: 0, listeners: 0, entries: 0 });
      found.count += 1;
      for (const event of object.eventNames()) found.listeners += object.listenerCount(event);
      for (const kept of [object.rooms, object.sids]) if (kept instanceof Map) found.entries += kept.size;
    } else if (object.constructor?.name === 'Timeout') {
      if (object._destroyed === false) timers += 1;
    } else if (object instanceof Set) {
      for (const member of object) if (typeof member === 'function') subscriptions += 1;
    } else if (object instanceof Map) {
      for (const [key, value] of object) {
        if (typeof key !== 'bigint' || typeof value?.lastUsed !== 'number') break;
        cursors += 1;
      }
    }
  }
  return { emitters, timers, subscriptions, cursors };
}`;

async function survey(): Promise<object> {
  const session = new Session();
  session.connect();
  try {
    const { result: all } = await session.post('Runtime.evaluate', { expression: 'Object.prototype' });
    const query = await session.post('Runtime.queryObjects', { prototypeObjectId: all.objectId ?? '' });
    const { objectId } = foundSchema.parse(query).objects;
    const call = await session.post('Runtime.callFunctionOn', {
      objectId,
      functionDeclaration: countAll,
      returnByValue: true,
    });
    const { result, exceptionDetails } = calledSchema.parse(call);
    if (exceptionDetails !== undefined) throw new Error(`The survey failed: ${JSON.stringify(exceptionDetails)}`);
    return z.object({}).loose().parse(result.value);
  } finally {
    session.disconnect();
  }
}

function countEach(names: string[]): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, same]) => [name, same.length]));
}
