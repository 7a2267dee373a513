import { setTimeout as pause } from 'node:timers/promises';
import { BroadcastChannel, isMainThread } from 'node:worker_threads';

// Loaded before a measured program: on SIGUSR2 it lets every thread collect its garbage, then says what is left.
const collecting = new BroadcastChannel('bench collects garbage');
/** Long enough for the other threads to collect, in milliseconds. */
const collectingTime = 1_000;

if (isMainThread) {
  process.on('SIGUSR2', () => void tell());
} else {
  collecting.onmessage = collect;
}
collecting.unref();

async function tell(): Promise<void> {
  collecting.postMessage(null);
  collect();
  await pause(collectingTime);
  // What the first pass found to be finalised goes in the second.
  collect();
  const { rss, heapUsed, external } = process.memoryUsage();
  process.stdout.write(`memory: ${JSON.stringify({ rss, heapUsed, external })}\n`);
}

/** As before running out of memory: V8 otherwise keeps the pages that it freed, and RSS tells how busy it once was. */
function collect(): void {
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
