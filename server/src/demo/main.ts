import { runDemo } from './runDemo.ts';

try {
  await runDemo(process.argv.slice(2), process.env, (line) => process.stdout.write(`${line}\n`));
  // What a closed connection to WhatsApp still waits for would keep the process for half a minute.
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
