import type { Changes } from './changes.ts';
import type { DomainParts } from './parts.ts';

/** How often is noted up to which change the summaries say all. In milliseconds. */
const notePause = 2_000;
/** How far that stays behind where other processes have summaries to write, too. In milliseconds. */
const noteLag = 60_000;

/**
 * Notes now and then, for each workspace in which something happened, up to which change its summaries say all: what lies
 * before that needs not be made anew after a crash.
 * @param writeAll has a workspace's summaries say what had happened by now. @returns whether all of them do
 */
export function createSummaryNotes(
  { storage, peers, log }: Pick<DomainParts, 'storage' | 'peers' | 'log'>,
  { changes, writeAll }: { changes: Changes; writeAll: (workspaceId: string) => Promise<boolean> },
) {
  const unnoted = new Set<string>();
  let timer: NodeJS.Timeout | null = null;
  let isClosed = false;

  return {
    /** Something happened there. */
    touch(workspaceId: string): void {
      unnoted.add(workspaceId);
      noteSoon();
    },

    /** Nothing is noted by itself any more. */
    stop(): void {
      isClosed = true;
      if (timer) clearTimeout(timer);
    },

    noteAll,
  };

  function noteSoon(): void {
    if (!isClosed) timer ??= setTimeout(() => void noteAll(), notePause);
  }

  /** Never rejects: what is not noted is made anew at the next start. */
  async function noteAll(): Promise<void> {
    timer = null;
    const workspaces = [...unnoted];
    unnoted.clear();
    await Promise.all(
      workspaces.map((workspaceId) =>
        note(workspaceId).catch((error: unknown) => {
          unnoted.add(workspaceId);
          log.warn({ workspaceId, err: error }, 'it was not noted how far conversations are up to date');
        }),
      ),
    );
    if (unnoted.size > 0) noteSoon();
  }

  async function note(workspaceId: string): Promise<void> {
    const settled = await changes.settled(workspaceId);
    if (!(await writeAll(workspaceId))) unnoted.add(workspaceId);
    else if (peers.isAlone) await storage.changes.noteSummarised(workspaceId, settled);
    else await noteBeside(workspaceId, settled);
  }

  /**
   * Another process may not have written down yet what it stored: what lies longer back is written, or that process is gone
   * and its own start, or whoever takes over, has had the time to begin at what was noted before.
   */
  async function noteBeside(workspaceId: string, settled: number): Promise<void> {
    await storage.changes.noteSettled(workspaceId, settled);
    const summarised = await changes.settledBefore(workspaceId, noteLag);
    await storage.changes.noteSummarised(workspaceId, summarised);
    if (summarised < changes.latest(workspaceId)) unnoted.add(workspaceId);
  }
}
