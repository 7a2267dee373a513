import bowser from 'bowser';

/** What a browser calls itself, in the words that a person knows it by. `null` where it does not say. */
export function nameDevice(userAgent: string | null): { browser: string | null; system: string | null } {
  // It throws for an empty name.
  if (!userAgent) return { browser: null, system: null };
  const { browser, os, platform } = bowser.parse(userAgent);
  // iPads and iPhones are known by these names rather than by that of their system.
  const system = platform.model?.startsWith('iP') ? platform.model : os.name;
  return { browser: browser.name || null, system: system || null };
}
