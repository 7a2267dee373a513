import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { onStopSignal, type ProcessGroup, startGroup } from './processGroup.ts';

const root = resolve(import.meta.dirname, '..');

const groups = [
  startPart('server', root, [process.execPath, '--watch', 'server/src/main.ts']),
  startPart('web', resolve(root, 'web'), [resolve(root, 'web/node_modules/.bin/vite')]),
];

onStopSignal((name) => {
  for (const group of groups) group.signal(name);
});

// One without the other is of no use: the first that ends takes the other along.
process.exitCode = await Promise.race(groups.map(({ ended }) => ended));
for (const group of groups) group.signal('SIGTERM');
await Promise.all(groups.map(({ ended }) => ended));

function startPart(name: string, cwd: string, [command = '', ...args]: string[]): ProcessGroup {
  const group = startGroup(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const [from, to] of [
    [group.process.stdout, process.stdout],
    [group.process.stderr, process.stderr],
  ] as const) {
    if (from) createInterface({ input: from }).on('line', (line) => to.write(`${name.padEnd(6)} | ${line}\n`));
  }
  return group;
}
