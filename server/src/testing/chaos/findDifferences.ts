import { inspect, isDeepStrictEqual } from 'node:util';
import type { Conversation } from '@erp-whatsapp/shared/conversation';
import type { Message } from '@erp-whatsapp/shared/message';
import type { Agent } from './agent.ts';
import type { Browser, ShownConversation, ShownMessage } from './browser.ts';

/** So many differences of a thread are named. */
const named = 3;

/**
 * Compares what a browser shows with what the server has: the list with its order, previews, ticks and unread counts, and
 * every thread from its first message to its last.
 */
export async function findDifferences(browser: Browser, agent: Agent): Promise<string[]> {
  await browser.leaveThread();
  const conversations = await agent.readList();
  const differences = compare('the list', await browser.readList(), conversations.map(toShownConversation));
  for (const { id, mobileNo } of conversations) {
    const shown = await browser.readThread(id);
    const messages = await agent.readAll(mobileNo);
    differences.push(...compare(`the thread of ${mobileNo}`, shown, messages.map(toShownMessage)));
  }
  return differences;
}

function compare<T>(what: string, shown: T[], expected: T[]): string[] {
  const rows = Array.from({ length: Math.max(shown.length, expected.length) }, (_, index) => index);
  const wrong = rows.filter((index) => !isDeepStrictEqual(shown[index], expected[index]));
  return wrong.slice(0, named).map((index) => {
    const count = `${shown.length} rows for ${expected.length}, ${wrong.length} differ`;
    return `${what} (${count}), row ${index}: ${inspect(shown[index])} instead of ${inspect(expected[index])}`;
  });
}

function toShownConversation({ id, lastMessage, unreadCount }: Conversation): ShownConversation {
  const status = lastMessage?.isOutgoing ? lastMessage.status : null;
  return { id, text: toLine(lastMessage?.content ?? ''), status, unreadCount };
}

function toShownMessage({ createdAt, content, isOutgoing, status }: Message): ShownMessage {
  return { createdAt, text: toLine(content), status: isOutgoing ? status : null };
}

function toLine(content: string): string {
  return content.replace(/\s+/g, ' ');
}
