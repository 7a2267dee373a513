import PQueue from 'p-queue';

/** How many conversations of all channels are sent texts at the same moment. */
const parallelConversations = 32;
/** How many files are on their way at the same moment, and how many of one channel. */
const parallelFiles = 16;
const parallelFilesOfChannel = 3;

export type Lane = 'texts' | 'files';

/**
 * Whose turn it is. WhatsApp answers a text at once, but a file takes as long as its way there: files have places of their
 * own, so that they never hold those of texts, and each channel a few of them, so that no channel holds those of another.
 */
export function createLanes() {
  const texts = new PQueue({ concurrency: parallelConversations });
  const files = new PQueue({ concurrency: parallelFiles });
  const filesOf = new Map<string, PQueue>();

  return {
    texts: <Result>(work: () => Promise<Result>): Promise<Result> => texts.add(work),

    async files<Result>(channelId: string, work: () => Promise<Result>): Promise<Result> {
      const own = filesOf.get(channelId) ?? new PQueue({ concurrency: parallelFilesOfChannel });
      filesOf.set(channelId, own);
      try {
        return await own.add(() => files.add(work));
      } finally {
        if (own.size === 0 && own.pending === 0) filesOf.delete(channelId);
      }
    },
  };
}
