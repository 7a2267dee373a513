/** Of changes after `after`, up to and with `upTo`, in the order of their numbers. */
export type ChangeRange = { workspaceId: string; after: number; upTo?: number | undefined; limit: number };

export type ChangedId = { kind: 'message' | 'conversation'; id: string; seq: number };

export type ChangeStorage = {
  /**
   * Takes the next `count` numbers of a workspace, some of which may be left out. @returns the first of them. Within a
   * process they grow; those that another one takes are larger from a second later on.
   */
  reserve: (workspaceId: string, count: number) => Promise<number>;
  /** At least the number of the workspace's latest change, and less than any that comes; 0 when there was none. */
  current: (workspaceId: string) => Promise<number>;
  /** Notes that all changes up to `seq` are in the summaries of their conversations. */
  noteSummarised: (workspaceId: string, seq: number) => Promise<void>;
  /** Notes a number up to which nothing comes any more, for processes that have not seen enough to tell. */
  noteSettled: (workspaceId: string, seq: number) => Promise<void>;
  /** The largest number that was noted in one of both ways; 0 when none was. */
  lastSettled: (workspaceId: string) => Promise<number>;
  /** What changed within a range, by its id, messages and conversations alike; in the order of their numbers. */
  listIds: (range: ChangeRange) => Promise<ChangedId[]>;
  /** Gives what bears one of `count` numbers from `first` on the numbers from `next` on. Nothing bears these before. */
  renumber: (workspaceId: string, numbers: { first: number; count: number }, next: number) => Promise<void>;
  /** Across workspaces, at start: up to which change each is summarised. */
  listSummarised: () => Promise<{ workspaceId: string; seq: number }[]>;
};
