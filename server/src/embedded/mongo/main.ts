import { join } from 'node:path';
import { runCli } from './cli/runCli.ts';

try {
  process.exitCode = await runCli(process.argv.slice(2), {
    folder: join(process.env['DATA_DIR'] || '.data', 'store'),
    port: process.env['STORE_PORT'],
    print: (line) => process.stdout.write(`${line}\n`),
  });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
