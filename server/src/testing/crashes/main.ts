import { z } from 'zod';
import { createApp } from '../../app.ts';
import { readConfig } from '../../config.ts';
import { createLog } from '../../log.ts';
import { crashAt, crashPoints } from './crashPoints.ts';

/** The server, but it kills itself at the point that `CRASH_AT` names: nothing is tidied up, nothing is said. */
const point = z.enum(crashPoints).parse(process.env['CRASH_AT']);
const config = readConfig(process.env);
const app = await createApp(config, createLog(config.logLevel), {
  onFailure(error) {
    throw error;
  },
  wrapPorts: crashAt(point, () => process.kill(process.pid, 'SIGKILL')),
});
process.stdout.write(`erp-whatsapp is ready: ${await app.listen()}\n`);
