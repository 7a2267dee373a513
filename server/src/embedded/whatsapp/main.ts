import { join } from 'node:path';
import { startWhatsAppSimulator } from './startWhatsAppSimulator.ts';

const port = Number(process.env['SIMULATOR_PORT'] ?? 5055);
const folder = join(process.env['DATA_DIR'] ?? '.data', 'simulator');

function print(level: string) {
  return (fields: Record<string, unknown>, message: string) => {
    process.stdout.write(`${level}: ${message} ${JSON.stringify(fields)}\n`);
  };
}

const log = { debug: () => undefined, info: print('info'), warn: print('warn'), error: print('error') };
const simulator = await startWhatsAppSimulator({ folder, port, log });
process.stdout.write(`The WhatsApp simulator keeps its state in ${folder}.\n`);
process.stdout.write(`WHATSAPP_WS_URL=${simulator.webSocketUrl}\n`);
process.stdout.write(`Control API: ${simulator.controlUrl}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void simulator.close());
}
