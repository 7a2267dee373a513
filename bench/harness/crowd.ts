import { z } from 'zod';
import { connectRaw } from './rawClient.ts';

// Many clients in a process of their own, that only listen.
const { CROWD_URL = '', CROWD_SIZE = '0', CROWD_TOKEN, CROWD_JOIN } = process.env;

const joining = CROWD_JOIN ? z.tuple([z.string(), z.unknown()]).parse(JSON.parse(CROWD_JOIN)) : null;

process.on('SIGTERM', () => process.exit(0));
for (let count = 0; count < Number(CROWD_SIZE); count += 1) {
  const client = await connectRaw(CROWD_URL, CROWD_TOKEN);
  if (joining) await client.ask(...joining);
}
process.stdout.write(`ready: ${CROWD_SIZE}\n`);
