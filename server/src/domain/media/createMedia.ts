import { createFetching } from './fetching.ts';
import { createObtaining } from './obtaining.ts';
import { createOpening } from './opening.ts';
import type { MediaParts } from './parts.ts';

/** The files of messages: those that are to be sent, those that come, and opening them. */
export function createMedia(parts: MediaParts) {
  return { obtain: createObtaining(parts), ...createOpening(parts), ...createFetching(parts) };
}

export type Media = ReturnType<typeof createMedia>;
