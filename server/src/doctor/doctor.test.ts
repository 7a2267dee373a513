import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import type { StoredConversation } from '../domain/ports/storage/conversations.ts';
import type { Storage } from '../domain/ports/storage/storage.ts';
import { startEmbeddedMongo } from '../embedded/mongo/startEmbeddedMongo.ts';
import { createLog } from '../log.ts';
import { insert, newIncoming, newOutgoing, setStage, toAdded } from '../storage/contract/stage.ts';
import { connectMongo } from '../storage/mongo/connect.ts';

/** A data folder whose store holds one conversation of three messages, two of them unread, all counted in. */
async function makeFolder(): Promise<{ folder: string; conversation: StoredConversation }> {
  const folder = await mkdtemp(join(tmpdir(), 'doctor-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const conversation = await inStore(folder, async (storage) => {
    const stage = await setStage(storage);
    const texts = [newIncoming(stage.conversation), newOutgoing(stage.conversation), newIncoming(stage.conversation)];
    for (const text of texts) {
      const seq = await storage.changes.reserve(stage.workspaceId, 1);
      const message = await insert(storage, { ...text, seq });
      await storage.conversations.addMessages(stage.workspaceId, toAdded(message, seq));
    }
    return stage.conversation;
  });
  return { folder, conversation };
}

async function inStore<T>(folder: string, work: (storage: Storage) => Promise<T>): Promise<T> {
  const store = await startEmbeddedMongo({ folder: join(folder, 'store') });
  const mongo = await connectMongo(store.uri, createLog('silent'));
  try {
    return await work(mongo.storage);
  } finally {
    await mongo.close();
    await store.close();
  }
}

function ask(folder: string, ...args: string[]): { code: number | null; output: string } {
  const program = fileURLToPath(new URL('main.ts', import.meta.url));
  const { PATH, HOME } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    env: { PATH, HOME, DATA_DIR: folder },
    encoding: 'utf8',
  });
  return { code: status, output: `${stdout}${stderr}` };
}

it('finds a conversation that says of its messages what they are not, and makes that anew', async () => {
  const { folder, conversation } = await makeFolder();
  const fine = ask(folder);
  expect(fine.output).toContain('Every conversation says of its messages what they are.');
  expect(fine.code).toBe(0);

  // As a crash leaves it between the message and what counts it.
  const missed = await inStore(folder, async (storage) => {
    const seq = await storage.changes.reserve(conversation.workspaceId, 1);
    return insert(storage, newIncoming(conversation, { seq }));
  });
  const found = ask(folder);
  expect(found.code).toBe(1);
  expect(found.output).toContain(`The conversation ${conversation.id} says 3 messages, 2 unread, last `);
  expect(found.output).toContain(`there are 4, 3 unread, last ${missed.id} (delivered), waiting since `);

  const mended = ask(folder, '--repair');
  expect(mended.output).toContain('One conversation is now as the messages are.');
  expect(mended.code).toBe(0);
  expect(ask(folder).code).toBe(0);
  const after = await inStore(folder, (storage) =>
    storage.conversations.get(conversation.workspaceId, conversation.id),
  );
  expect(after).toMatchObject({ totalMessages: 4, unreadCount: 3, lastMessage: { id: missed.id } });
});

it('says what it takes when it is asked for something else', async () => {
  const { folder } = await makeFolder();
  const refused = ask(folder, '--mend');
  expect(refused).toEqual({ code: 1, output: expect.stringContaining('takes nothing but --repair') });
});
