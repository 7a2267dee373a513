import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// What was compiled at one start is read at the next, which halves the time it takes. It has to be said before anything
// else is imported, and in the environment for the threads. Where the folder can't be written, every start compiles.
const { directory } = enableCompileCache(fileURLToPath(new URL('../../.cache/compiled', import.meta.url)));
if (directory !== undefined) process.env['NODE_COMPILE_CACHE'] = directory;

// Small Buffers are pieces of a pool, and all of a pool stays for as long as any piece does. Much of what numbers keep for
// long is a few bytes, so the pools are an eighth of what Node makes them.
Buffer.poolSize = 8 * 1024;

const { run } = await import('./main/run.ts');
await run(process.env);
