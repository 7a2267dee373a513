import { isMainThread } from 'node:worker_threads';

// Loaded before a program that a benchmark runs: it ends with whoever started it, also where that was killed and could
// end nothing itself. The channel to it closes then, whatever happened.
if (isMainThread) {
  process.on('disconnect', () => process.exit(1));
  // Waiting for that keeps no program alive.
  process.channel?.unref();
}
