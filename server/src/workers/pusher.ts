import type { Fact } from '@erp-whatsapp/shared/facts';
import type { Message } from '@erp-whatsapp/shared/message';
import type { PushedMessage } from '@erp-whatsapp/shared/push';
import PQueue from 'p-queue';
import type { PushService } from '../domain/ports/push.ts';
import type { Clock, Facts, Log } from '../domain/ports/runtime.ts';
import type { Storage } from '../domain/ports/storage/storage.ts';

/** Of one conversation nothing is pushed more often than this; what comes meanwhile is, as the newest of it. In milliseconds. */
const usualPause = 10_000;
/** What was written longer ago is no news: it was missed, or imported. In milliseconds. */
const oldest = 10 * 60_000;
/** Requests under way at one push service. */
const atOnce = 8;
/** What waits for one push service; what comes beyond is left out. */
const mostWaiting = 1_000;
/** Browsers told of one message. */
const mostBrowsers = 500;
/** Of what is shown of a message. In characters. */
const longestText = 200;

type Target = Awaited<ReturnType<Storage['pushes']['list']>>[number];

/** `next`: the newest that came since the last push, to be pushed when the pause is over. */
type Resting = { timer: NodeJS.Timeout; next: Message | null };

/**
 * Tells browsers in which no page of ours is open what customers write. It hears what this process stored, so each message is
 * told of by one process alone. Nobody waits for it, and what a crash or a slow push service swallows is not told again.
 */
export function createPusher(parts: {
  storage: Pick<Storage, 'conversations' | 'pushes' | 'messages' | 'users'>;
  facts: Pick<Facts, 'subscribe'>;
  push: PushService;
  clock: Clock;
  log: Log;
  pause?: number;
}) {
  const { storage, push, clock, log, pause = usualPause } = parts;
  const resting = new Map<string, Resting>();
  const queues = new Map<string, PQueue>();
  const looking = new Set<Promise<void>>();
  let isClosed = false;
  const unsubscribe = parts.facts.subscribe(hear);

  return {
    /** Resolves when nothing is under way any more; what waits is left out. */
    async close(): Promise<void> {
      isClosed = true;
      unsubscribe();
      for (const { timer } of resting.values()) clearTimeout(timer);
      for (const queue of queues.values()) queue.clear();
      await Promise.all(looking);
      await Promise.all([...queues.values()].map((queue) => queue.onIdle()));
    },
  };

  function hear(fact: Fact): void {
    if (fact.name !== 'message:created' || !isNews(fact.payload.message)) return;
    take(fact.workspaceId, fact.payload.message);
  }

  function isNews({ senderType, createdAt }: Message): boolean {
    return senderType === 'customer' && clock.now() - Date.parse(createdAt) < oldest;
  }

  function take(workspaceId: string, message: Message): void {
    const { conversationId } = message;
    const known = resting.get(conversationId);
    if (known) {
      known.next = message;
      return;
    }
    const timer = setTimeout(() => goOn(workspaceId, conversationId), pause);
    resting.set(conversationId, { timer, next: null });
    look(workspaceId, message);
  }

  function goOn(workspaceId: string, conversationId: string): void {
    const next = resting.get(conversationId)?.next;
    resting.delete(conversationId);
    if (next && !isClosed) take(workspaceId, next);
  }

  function look(workspaceId: string, message: Message): void {
    const looked = tellBrowsers(workspaceId, message)
      .catch((error: unknown) => log.error({ workspaceId, err: error }, 'browsers were not told of a message'))
      .finally(() => looking.delete(looked));
    looking.add(looked);
  }

  async function tellBrowsers(workspaceId: string, message: Message): Promise<void> {
    const targets = await storage.pushes.list(workspaceId, clock.now(), mostBrowsers);
    if (targets.length === 0) return;
    const [conversation, stored] = await Promise.all([
      storage.conversations.get(workspaceId, message.conversationId),
      storage.messages.get(workspaceId, message.id),
    ]);
    // Somebody may have read it during the pause.
    if (!conversation || stored?.status === 'read') return;
    const { id: conversationId, name, mobileNo } = conversation;
    const muting = new Set(await listMuting(workspaceId, conversationId));
    const content = { conversationId, name: name || mobileNo, at: message.createdAt };
    for (const target of targets.filter(({ userId }) => !muting.has(userId))) {
      const text = target.showsText ? shorten(toText(message)) : null;
      queue(target, { ...content, text });
    }
  }

  /** It may have been muted under a former id. */
  async function listMuting(workspaceId: string, conversationId: string): Promise<string[]> {
    const former = await storage.conversations.listFormerIds(workspaceId, conversationId);
    return storage.users.listPreferring(workspaceId, 'muted', [conversationId, ...former]);
  }

  function queue(target: Target, pushed: PushedMessage): void {
    const service = push.serviceOf(target.endpoint);
    const waiting = openQueue(service ?? '');
    if (isClosed) return;
    if (waiting.size >= mostWaiting) {
      log.warn({ service }, 'a push service is too slow: a browser is not told of a message');
      return;
    }
    waiting
      .add(() => send(target, pushed))
      .catch((error: unknown) => log.warn({ service, err: error }, 'a browser was not told of a message'));
  }

  function openQueue(service: string): PQueue {
    const known = queues.get(service);
    if (known) return known;
    const made = new PQueue({ concurrency: atOnce });
    queues.set(service, made);
    return made;
  }

  async function send(target: Target, pushed: PushedMessage): Promise<void> {
    const topic = pushed.conversationId.replaceAll(/[^A-Za-z0-9]/g, '').slice(-32);
    const outcome = await push.send(target, { payload: JSON.stringify(pushed), topic });
    if (outcome === 'gone') await storage.pushes.forget(target.workspaceId, target.endpoint);
    if (outcome === 'refused') log.warn({ service: push.serviceOf(target.endpoint) }, 'a push service took no message');
  }
}

/** Cut between what people see as letters. */
/** A file without words says what it is. */
function toText({ content, messageType, media }: Message): string {
  if (content !== '') return content;
  return messageType === 'image' ? 'Photo' : (media?.fileName ?? 'Document');
}

function shorten(text: string): string {
  if (text.length <= longestText) return text;
  const letters = [...new Intl.Segmenter().segment(text.slice(0, longestText * 2))].map(({ segment }) => segment);
  let short = '';
  for (const letter of letters) {
    if (short.length + letter.length >= longestText) break;
    short += letter;
  }
  return `${short}…`;
}
