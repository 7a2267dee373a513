import { readFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { z } from 'zod';

/**
 * Loaded before a server (`node --import`), it puts the clock wrong by as many milliseconds as the file says that
 * `CLOCK_SHIFT_FILE` names, at any time anew. The simulator, in a thread of its own, has a clock of its own.
 */
if (isMainThread) {
  const file = z.string().parse(process.env['CLOCK_SHIFT_FILE']);
  const Right = Date;
  const now = () => Right.now() + Number(readFileSync(file, 'utf8'));
  globalThis.Date = new Proxy(Right, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new Right(now()).toString(),
    get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  });
}
