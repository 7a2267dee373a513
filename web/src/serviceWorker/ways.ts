import { files } from './build.ts';

/** What is the server's alone to answer. */
export function isLeftAlone({ pathname }: URL): boolean {
  return /^\/(?:api|socket\.io|healthz|readyz|metrics)(?:\/|$)/.test(pathname);
}

/** Whether it is one of the console's files. */
export function isCached({ pathname }: URL): boolean {
  return files.includes(pathname);
}
