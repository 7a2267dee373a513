import { type Connection, type Model, Schema } from 'mongoose';
import type { ChangeStorage } from '../../domain/ports/storage.ts';
import { retryLostUpsert } from './duplicateKey.ts';
import { ownerWorkspace, requiredString, schemaOptions } from './schemaOptions.ts';
import { workspaceBound } from './workspaceBound.ts';

/** One a workspace, under the workspace's own id. */
export type ChangeCounterDocument = { _id: string; workspaceId: string; seq: number };

export function createChangeCounterModel(connection: Connection): Model<ChangeCounterDocument> {
  const schema = new Schema<ChangeCounterDocument>(
    { _id: requiredString, workspaceId: ownerWorkspace, seq: { type: Number, required: true } },
    schemaOptions,
  );
  schema.plugin(workspaceBound);
  return connection.model<ChangeCounterDocument>('ChangeCounter', schema, 'changeCounters');
}

/** Numbers that are taken from the database in one go. */
const blockSize = 64;
/** How long numbers that were taken may be given out, in milliseconds. What is left then never will be. */
const blockLifetime = 1_000;

/** `next` up to `end`, exclusive. */
type Block = { next: number; end: number; until: number };

/**
 * Numbers come from the database in blocks, since every change of a message needs one and would wait for it. Within one
 * process they grow; between two they are out of order by a block's lifetime at most.
 */
export function createChangeStorage(counters: Model<ChangeCounterDocument>): ChangeStorage {
  const blocks = new Map<string, Block>();
  const tails = new Map<string, Promise<unknown>>();

  return {
    async reserve(workspaceId, count) {
      if (!Number.isSafeInteger(count) || count < 1) throw new Error(`${count} change numbers can not be reserved.`);
      return inTurn(workspaceId, async () => {
        const live = findLive(workspaceId);
        const block = live && live.end - live.next >= count ? live : await takeBlock(workspaceId, count);
        const first = block.next;
        block.next += count;
        return first;
      });
    },
    async current(workspaceId) {
      const live = findLive(workspaceId);
      if (live) return live.next - 1;
      // A block that is on its way would count as given out.
      const counter = await inTurn(workspaceId, () => counters.findOne({ _id: workspaceId, workspaceId }).lean());
      return counter?.seq ?? 0;
    },
  };

  function findLive(workspaceId: string): Block | null {
    const block = blocks.get(workspaceId);
    return block && block.until > performance.now() ? block : null;
  }

  async function takeBlock(workspaceId: string, count: number): Promise<Block> {
    const size = Math.max(blockSize, count);
    const until = performance.now() + blockLifetime;
    const { seq } = await retryLostUpsert(() =>
      counters
        .findOneAndUpdate(
          { _id: workspaceId, workspaceId },
          { $inc: { seq: size } },
          { upsert: true, returnDocument: 'after' },
        )
        .orFail()
        .lean(),
    );
    const block = { next: seq - size + 1, end: seq + 1, until };
    blocks.set(workspaceId, block);
    return block;
  }

  /** One after another in a workspace, so that many at once share a block. */
  function inTurn<T>(workspaceId: string, work: () => Promise<T>): Promise<T> {
    const result = (tails.get(workspaceId) ?? Promise.resolve()).then(work);
    // The next one goes on after a failure; the caller gets it from `result`.
    tails.set(
      workspaceId,
      result.catch(() => undefined),
    );
    return result;
  }
}
