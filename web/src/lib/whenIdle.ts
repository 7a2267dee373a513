/** Later than this it is done though there is much to do. In milliseconds. */
const patience = 5_000;

/** Does something when nothing that a person waits for is under way; in Safari, which can't tell, at once. */
export function whenIdle(act: () => void): void {
  if ('requestIdleCallback' in window) window.requestIdleCallback(act, { timeout: patience });
  else act();
}
