import { expect, it } from 'vitest';
import { type Scene, startScene, tellFigure } from './testing/twoServers/startScene.ts';

/** What the product promises, in milliseconds. */
const afterKill = 45_000;
const afterTerm = 3_000;
/** Longer than a lease, in milliseconds. */
const halted = 45_000;

it.concurrent(
  'after kill -9 of its holder another process takes the number over, and after SIGTERM at once',
  () =>
    inScene(async (scene) => {
      const { holder, standBy, traffic } = scene;
      traffic.run();
      await scene.flowing();
      const killedAt = performance.now();
      await holder.end('SIGKILL');
      await traffic.connect(standBy);
      const tookAfterKill = await scene.untilActive(standBy, killedAt);
      tellFigure('take-over after kill -9', tookAfterKill);
      expect(tookAfterKill).toBeLessThan(afterKill);
      await scene.flowing();
      await traffic.stop();
      await traffic.settle(1);

      const next = await scene.start();
      traffic.run();
      await scene.flowing();
      const endedAt = performance.now();
      const ending = standBy.end('SIGTERM');
      await traffic.connect(next);
      const tookAfterTerm = await scene.untilActive(next, endedAt);
      tellFigure('take-over after SIGTERM', tookAfterTerm);
      expect(tookAfterTerm).toBeLessThan(afterTerm);
      expect(await ending).toMatchObject({ code: 0 });
      await scene.flowing();
      await traffic.stop();
      await traffic.settle(1);

      expect(scene.countReplacements()).toBe(0);
      for (const server of [standBy, next]) expect(server.output()).not.toContain('qr_ready');
    }),
  240_000,
);

it.concurrent(
  'a holder that is halted and goes on sends nothing, closes its socket and stands by',
  () =>
    inScene(async (scene) => {
      const { holder, standBy, traffic } = scene;
      traffic.run();
      await scene.flowing();
      await traffic.stop();
      // Most of them are on their way when it is halted.
      traffic.sendAtOnce(20);
      holder.child.kill('SIGSTOP');
      const haltedAt = performance.now();
      await traffic.connect(standBy);
      traffic.run();
      await scene.untilActive(standBy, haltedAt);
      expect(scene.countReplacements()).toBe(1);
      await scene.until('the time to be over', () => performance.now() - haltedAt >= halted);

      holder.child.kill('SIGCONT');
      await scene.until('it to see that it lost the number', () =>
        holder.output().includes('the lease of a number is lost'),
      );
      await scene.flowing();
      await traffic.stop();
      await traffic.settle(1);
      expect(scene.countReplacements()).toBe(1);
      expect(await scene.device()).toMatchObject({ online: true, sockets: 1 });

      // It has the right keys when its turn comes again.
      await standBy.end('SIGTERM');
      await traffic.connect(holder);
      await scene.untilActive(holder, haltedAt, 2);
      traffic.run();
      await scene.flowing();
      await traffic.stop();
      await traffic.settle(1);
      expect(scene.countReplacements()).toBe(1);
    }),
  240_000,
);

async function inScene(play: (scene: Scene) => Promise<void>): Promise<void> {
  const scene = await startScene();
  try {
    await play(scene);
  } finally {
    await scene.close();
  }
}
