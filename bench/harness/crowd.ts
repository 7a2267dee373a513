import { connectRaw } from './rawClient.ts';

// Many clients in a process of their own, that only listen.
const { CROWD_URL = '', CROWD_SIZE = '0', CROWD_TOKEN, CROWD_CONVERSATION } = process.env;

process.on('SIGTERM', () => process.exit(0));
for (let count = 0; count < Number(CROWD_SIZE); count += 1) {
  const client = await connectRaw(CROWD_URL, CROWD_TOKEN);
  if (CROWD_CONVERSATION) await client.ask('join_conversation', { conversationId: CROWD_CONVERSATION });
}
process.stdout.write(`ready: ${CROWD_SIZE}\n`);
