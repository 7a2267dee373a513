/** What a file's own content tells of it. `mimeType`: `null` for what is not known. `width`, `height`: of a picture, as it is looked at. */
export type FileContent = { mimeType: string | null; width: number | null; height: number | null };

/** `sha256`: of its content, in hex, under which it is kept. `size` in bytes. */
export type KeptFile = FileContent & { sha256: string; size: number };

/** `read` begins anew each time; `range` counts bytes, both ends are in it. */
export type OpenFile = {
  size: number;
  read: (range?: { start: number; end: number }) => AsyncIterable<Uint8Array>;
};

/** The files of messages. What belongs to another workspace does not exist. */
export type FileStorage = {
  /**
   * Keeps a file as it streams in, once however often it comes. On disk when this resolves, as a whole or not at all.
   * @param wanted.limit in bytes @param wanted.check throws where such content is not wanted
   * @throws CommandError `PAYLOAD_TOO_LARGE`; what `chunks` and `check` throw
   */
  keep: (
    workspaceId: string,
    chunks: AsyncIterable<Uint8Array>,
    wanted: { limit: number; check: (content: FileContent) => void },
  ) => Promise<KeptFile>;
  /** `null` where there is none. */
  open: (workspaceId: string, sha256: string) => Promise<OpenFile | null>;
};

/** `fileName`: the last part of its address, `null` where that is none. */
export type FetchedFile = { chunks: AsyncIterable<Uint8Array>; fileName: string | null };

/** For whom it is fetched. `limit` in bytes, of what it is when it is unpacked. `signal` ends it, as being late does. */
export type WantedFile = { workspaceId: string; limit: number; signal: AbortSignal };

/**
 * Fetches what is at a public address, and nothing that is not public. `chunks` throws as this does.
 * @throws CommandError `INVALID_INPUT` where it must not be fetched, `MEDIA_UNREACHABLE`, `MEDIA_UNSUPPORTED`, `PAYLOAD_TOO_LARGE`,
 * `RATE_LIMITED` when too much is being fetched
 */
export type FetchFile = (url: string, wanted: WantedFile) => Promise<FetchedFile>;
