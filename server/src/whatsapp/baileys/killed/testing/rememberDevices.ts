import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { DEFAULT_CONNECTION_CONFIG } from 'baileys';

/**
 * Gives Baileys a cache of people's devices that outlives the process. Baileys' own is in memory: after a start it asks
 * for them again, and opens a new Signal session with each, which covers up what was lost of the old one.
 * @param isKept whether what a former process knew still counts
 */
export function rememberDevices(path: string, isKept: boolean): void {
  const texts = new Map<string, string>(isKept && existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : []);
  const save = () => writeFileSync(path, JSON.stringify([...texts]));
  DEFAULT_CONNECTION_CONFIG.userDevicesCache = {
    get(key) {
      const text = texts.get(key);
      return text === undefined ? undefined : JSON.parse(text);
    },
    set(key, value) {
      texts.set(key, JSON.stringify(value));
      save();
    },
    del(key) {
      texts.delete(key);
      save();
    },
    flushAll() {
      texts.clear();
      save();
    },
  };
}
