import type { IncomingMessage } from 'node:http';
import { addAbortSignal, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { CommandError } from '@erp-whatsapp/shared/errors';

/**
 * What an answer carries, unpacked, up to a limit: what unpacks to more ends there, however little was sent.
 * @throws CommandError `MEDIA_UNREACHABLE`, `MEDIA_UNSUPPORTED` for a way of packing that is not known, `PAYLOAD_TOO_LARGE`
 */
export async function* readBody(
  response: IncomingMessage,
  { limit, signal }: { limit: number; signal: AbortSignal },
): AsyncGenerator<Uint8Array> {
  try {
    if (response.statusCode !== 200) {
      throw new CommandError('MEDIA_UNREACHABLE', `The file’s address answers ${response.statusCode ?? 'nothing'}.`);
    }
    const unpacker = toUnpacker(response.headers['content-encoding']);
    // What is sent unpacked may say beforehand that it is too much.
    if (unpacker === null && Number(response.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
    let size = 0;
    for await (const chunk of unpack(response, unpacker, signal)) {
      size += chunk.byteLength;
      if (size > limit) throw tooLarge(limit);
      yield chunk;
    }
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const why = signal.aborted ? 'It took too long' : 'The connection broke';
    throw new CommandError('MEDIA_UNREACHABLE', `The file could not be fetched. ${why}.`);
  } finally {
    response.destroy();
  }
}

type Unpacker = ReturnType<typeof createGunzip | typeof createBrotliDecompress | typeof createZstdDecompress>;

/** @returns `null` for what is not packed */
function toUnpacker(encoding: string | undefined): Unpacker | null {
  switch (encoding?.trim().toLowerCase() ?? '') {
    case '':
    case 'identity':
      return null;
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    case 'zstd':
      return createZstdDecompress();
    default:
      throw new CommandError('MEDIA_UNSUPPORTED', 'The file comes packed in a way that is not known here.');
  }
}

async function* unpack(
  response: IncomingMessage,
  unpacker: Unpacker | null,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const source: Readable = unpacker === null ? response : response.pipe(unpacker);
  if (unpacker !== null) response.on('error', (error) => unpacker.destroy(error));
  addAbortSignal(signal, source);
  try {
    for await (const chunk of source) yield chunk;
  } finally {
    source.destroy();
  }
}

function tooLarge(limit: number): CommandError {
  return new CommandError('PAYLOAD_TOO_LARGE', `The file is too large: at most ${limit / 1024 / 1024} MB can be sent.`);
}
