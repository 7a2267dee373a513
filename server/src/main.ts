import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// What was compiled at one start is read at the next, which halves the time it takes. It has to be said before anything
// else is imported, and in the environment for the threads. Where the folder can't be written, every start compiles.
const { directory } = enableCompileCache(fileURLToPath(new URL('../../.cache/compiled', import.meta.url)));
if (directory !== undefined) process.env['NODE_COMPILE_CACHE'] = directory;

const { run } = await import('./main/run.ts');
await run(process.env);
