import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { withStorage } from '../app/withStorage.ts';
import { readConfig } from '../config.ts';
import { findWrongSummaries, mendSummary, type WrongSummary } from '../domain/checkSummaries.ts';
import type { Turn } from '../domain/ports/storage/messages.ts';
import type { Storage } from '../domain/ports/storage/storage.ts';
import { createLog } from '../log.ts';

type Print = (line: string) => void;

const usage = 'The doctor takes nothing but --repair. DATA_DIR or MONGO_URI says what it looks at.';

/**
 * Looks for damage while the server is stopped: in the embedded store's file, where there is one, and in what conversations say
 * of their messages.
 * @returns the exit code: 0 when all is well, also after a repair
 * @throws Error with a sentence for the operator
 */
export async function runDoctor(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  print: Print,
): Promise<number> {
  const { repair } = readArguments(args);
  const config = readConfig(environment);
  if (config.mongoUri === null) {
    const { runCli } = await import('../embedded/mongo/cli/runCli.ts');
    const folder = join(config.dataFolder, 'store');
    const code = await runCli(repair ? ['doctor', '--repair'] : ['doctor'], { folder, port: undefined, print });
    // What a damaged file says of conversations is worth nothing.
    if (code !== 0) return code;
  }
  return withStorage(config, createLog('silent'), (storage) => checkConversations(storage, { repair, print }));
}

async function checkConversations(
  storage: Storage,
  { repair, print }: { repair: boolean; print: Print },
): Promise<number> {
  let found = 0;
  for await (const wrong of findWrongSummaries(storage)) {
    found += 1;
    print(`- ${describe(wrong)}`);
    if (repair) await mendSummary(storage, wrong);
  }
  if (found === 0) print('Every conversation says of its messages what they are.');
  else if (repair) print(`${count(found)} now as the messages are.`);
  else print(`${count(found)} not as the messages are: --repair makes that anew, and so does the next start mostly.`);
  return found === 0 || repair ? 0 : 1;
}

function describe({ conversation, counted }: WrongSummary): string {
  const says = `${conversation.totalMessages} messages, ${conversation.unreadCount} unread, last ${nameLast(conversation.lastMessage)}, ${nameWait(conversation.turn)}`;
  const has = counted
    ? `${counted.totalMessages}, ${counted.unreadCount} unread, last ${nameLast(counted.newest)}, ${nameWait(counted.turn)}`
    : 'none';
  return `The conversation ${conversation.id} says ${says}; there are ${has}.`;
}

function nameLast(message: { id: string; status: string } | null): string {
  return message ? `${message.id} (${message.status})` : 'none';
}

function nameWait({ waitingFrom }: Turn): string {
  return waitingFrom ? `waiting since ${waitingFrom.createdAt}` : 'nobody waiting';
}

function count(found: number): string {
  return found === 1 ? 'One conversation is' : `${found} conversations are`;
}

function readArguments(args: readonly string[]): { repair: boolean } {
  try {
    return parseArgs({ args: [...args], options: { repair: { type: 'boolean', default: false } } }).values;
  } catch {
    throw new Error(usage);
  }
}
