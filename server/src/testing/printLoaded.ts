import { registerHooks } from 'node:module';

/** Imported before a program, it tells which of our own modules that program loads: `loaded embedded/mongo/…`. */
const ours = new URL('../', import.meta.url).href;

registerHooks({
  load(url, context, next) {
    if (url.startsWith(ours)) process.stderr.write(`loaded ${url.slice(ours.length)}\n`);
    return next(url, context);
  },
});
