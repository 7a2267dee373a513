import type { Message } from '@erp-whatsapp/shared/message';
import type { Actor } from '../domain/actor.ts';
import { createDomain } from '../domain/createDomain.ts';
import type { Ids, Log } from '../domain/ports/runtime.ts';
import type { StoredConversation } from '../domain/ports/storage/conversations.ts';
import type { Storage } from '../domain/ports/storage/storage.ts';
import type { ChannelRef } from '../domain/ports/whatsapp.ts';
import { alone } from '../peers/alone.ts';
import { nowhere } from '../push/nowhere.ts';
import { createAccessTokens } from '../security/accessTokens.ts';
import { hashToken } from '../security/hashToken.ts';
import { createPasswords } from '../security/passwords.ts';
import { noFiles } from '../storage/files/noFiles.ts';
import { type PlacedLine, placeLines } from './placeLines.ts';
import type { Story } from './story/story.ts';
import { toDemoWhatsappId } from './toDemoWhatsappId.ts';
import { createUnconnected, unheard } from './unconnected.ts';

export type DemoParts = {
  storage: Storage;
  ids: Ids;
  log: Log;
  /** The linked number that all of it was written to. */
  channel: ChannelRef;
  /** Who answers, by the name that the stories call them. */
  team: Readonly<Record<'leyla' | 'tom', Actor>>;
  /** The moment that the stories lead up to, in milliseconds. */
  now: number;
};

/** How long a message took to be at WhatsApp, on the customer's phone, and read. In milliseconds. */
const sentAfter = 400;
const deliveredAfter = 1_300;
const readAfter = 20_000;

/**
 * Tells the stories to the domain as if each line were written at its time: what comes out is what the product itself would
 * have stored. Told again, or after a part of it, it only adds what is missing. Nothing else may use the channel meanwhile.
 */
export async function seedDemo(parts: DemoParts, stories: readonly Story[]): Promise<void> {
  const { storage, channel, team, now } = parts;
  let clock = 0;
  const domain = createDomain({
    ...noFiles,
    storage,
    facts: unheard,
    peers: alone,
    sessions: createUnconnected(),
    push: nowhere,
    passwords: createPasswords(),
    // Nobody signs in here.
    accessTokens: createAccessTokens(parts.ids.secret()),
    hashToken,
    clock: { now: () => clock, elapsed: () => performance.now() },
    ids: parts.ids,
    log: parts.log,
  });
  try {
    for (const line of placeLines(stories, now)) {
      clock = line.at;
      await tell(line);
    }
    clock = now;
    for (const story of stories.filter(({ isUnread = false }) => !isUnread)) await markRead(story, team.leyla);
  } finally {
    await domain.close();
  }
  await forgetReceipts();

  async function tell(line: PlacedLine): Promise<void> {
    if (line.by === 'customer' || line.by === 'phone') await receive(line);
    else await answer(line, team[line.by]);
  }

  async function receive({ story, index, by, text, answers, at }: PlacedLine): Promise<void> {
    await domain.messages.receive(channel, {
      customer: { phoneNumber: story.phoneNumber, lid: null },
      pushName: story.name,
      whatsappId: toDemoWhatsappId(story, index),
      isOwn: by === 'phone',
      messageType: 'text',
      content: text,
      replyToWhatsappId: answers === undefined ? null : toDemoWhatsappId(story, answers),
      raw: null,
      isPlaceholder: false,
      sentAt: at,
      isLive: true,
    });
  }

  async function answer(line: PlacedLine, actor: Actor): Promise<void> {
    const { story, index, text, answers } = line;
    const known = await findConversation(story);
    const answered = known && answers !== undefined ? await findLine(known, { story, index: answers }) : null;
    const { id } = await domain.messages.send(actor, {
      to: story.phoneNumber,
      channelId: channel.channelId,
      message: text,
      messageType: 'text',
      clientMessageId: `demo ${story.phoneNumber} ${index}`,
      ...(answered ? { replyTo: answered.id } : {}),
    });
    const message = await storage.messages.get(channel.workspaceId, id);
    // What was told before has gone its own way since.
    if (message?.status === 'pending') await settle(line, message);
    await markRead(story, actor, index);
  }

  async function settle({ status = 'read', error, at }: PlacedLine, message: Message): Promise<void> {
    const { workspaceId } = channel;
    if (status === 'pending') return;
    if (status === 'failed') {
      await domain.messages.settle(workspaceId, message, { status, error: error ?? null, at: at + sentAfter });
      return;
    }
    const steps = [
      { status: 'sent', at: at + sentAfter },
      { status: 'delivered', at: at + deliveredAfter },
      { status: 'read', at: at + readAfter },
    ] as const;
    const last = steps.findIndex((step) => step.status === status);
    let current: Message | null = message;
    for (const step of steps.slice(0, last + 1)) {
      current = (await domain.messages.settle(workspaceId, current, { ...step, error: null })) ?? current;
    }
  }

  /** @param before the line up to which it was read: who answers has read what came before */
  async function markRead(story: Story, actor: Actor, before = story.lines.length): Promise<void> {
    const last = story.lines.findLastIndex(({ by }, index) => index < before && by === 'customer');
    const known = await findConversation(story);
    const read = known && last !== -1 ? await findLine(known, { story, index: last }) : null;
    if (read) await domain.conversations.markRead(actor, { conversationId: read.conversationId, upTo: read.id });
  }

  async function findConversation({ phoneNumber }: Story): Promise<StoredConversation | null> {
    const contact = await storage.contacts.find(channel.workspaceId, { phoneNumber, lid: null });
    return contact && storage.conversations.find(channel, contact.id);
  }

  /** A line of the customer's. */
  function findLine({ id }: StoredConversation, { story, index }: Pick<PlacedLine, 'story' | 'index'>) {
    return storage.messages.findByWhatsappId(channel.workspaceId, {
      channelId: channel.channelId,
      conversationId: id,
      isOutgoing: false,
      whatsappId: toDemoWhatsappId(story, index),
    });
  }

  /** WhatsApp never had these messages: there is nobody to tell that they were read. */
  async function forgetReceipts(): Promise<void> {
    for (;;) {
      const due = await storage.messages.listReceiptsDue(channel, 500);
      if (due.length === 0) return;
      await storage.messages.clearReceiptsDue(
        channel.workspaceId,
        due.map(({ id }) => id),
      );
    }
  }
}
