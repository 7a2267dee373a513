/**
 * A part of the console that was to be loaded when it was needed, and did not come. `looking`: why is being found out, or
 * the page is about to be loaded again. `unreachable`: nobody answers. `gone`: loading the page again did not help.
 */
export type MissingState = 'looking' | 'unreachable' | 'gone';

type World = {
  /** Whether the server answers just now. */
  isReachable: () => Promise<boolean>;
  /** Loads the page again. */
  reload: () => void;
  /** Milliseconds since 1970. */
  now: () => number;
};

const storageKey = 'reloadedForPart';
/** A part that is missing again within this time is not missing because it is old. */
const isNewAgainAfterMs = 5 * 60_000;

const missing = new WeakSet<object>();
const listeners = new Set<() => void>();
let state: MissingState = 'looking';
let world: World | null = null;

/** Knows parts that did not come from other errors. What loads ahead, or can do without, is not told of it. */
export function watchMissingParts(given: World): () => void {
  world = given;
  const onMissing = ({ payload }: { payload: Error }) => missing.add(payload);
  window.addEventListener('vite:preloadError', onMissing);
  return () => window.removeEventListener('vite:preloadError', onMissing);
}

/** Whether what was thrown is a part that did not come. */
export function isMissingPart(error: unknown): boolean {
  return typeof error === 'object' && error !== null && missing.has(error);
}

export function readMissingState(): MissingState {
  return state;
}

export function followMissingState(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Loads the page again where that helps, since a deployment takes the files of the one before away, but never over and over;
 * else says why not.
 */
export async function recover(): Promise<void> {
  if (world === null) return;
  tell('looking');
  if (!(await world.isReachable())) tell('unreachable');
  else if (wasReloaded(world.now())) tell('gone');
  else {
    rememberReload(world.now());
    world.reload();
  }
}

function tell(next: MissingState): void {
  state = next;
  for (const listener of listeners) listener();
}

function wasReloaded(now: number): boolean {
  try {
    return now - Number(sessionStorage.getItem(storageKey) ?? 0) < isNewAgainAfterMs;
  } catch {
    // What can't be remembered could go on for ever.
    return true;
  }
}

function rememberReload(now: number): void {
  try {
    sessionStorage.setItem(storageKey, String(now));
  } catch {
    // Then it could not be read either, and nothing is loaded again.
  }
}
