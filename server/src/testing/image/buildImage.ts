import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, isAbsolute, join, matchesGlob, relative } from 'node:path';
import { readDockerfile, type Stage } from './readDockerfile.ts';

export type Image = {
  /** What would be `/`. */
  root: string;
  workFolder: string;
  environment: Record<string, string>;
  /** Instructions that nothing is done for here, such as USER, by name. */
  said: Record<string, string>;
};

/**
 * Does what a Dockerfile says in plain folders, where there is no Docker: copies what it copies, of what the ignore file lets
 * through, and runs its pnpm and rm commands, without a network. Everything else that runs there is only noted.
 * @param context the folder that is built from
 * @param scratch an empty folder for the stages
 */
export function buildImage(context: string, scratch: string): Image {
  const stages = readDockerfile(readFileSync(join(context, 'Dockerfile'), 'utf8'));
  const isLetThrough = readIgnoreFile(readFileSync(join(context, '.dockerignore'), 'utf8'));
  const built = new Map<string, Image>();
  for (const stage of stages) built.set(stage.name, build(stage));
  const last = built.get(stages.at(-1)?.name ?? '');
  if (!last) throw new Error('The Dockerfile has no stage.');
  return last;

  function build({ name, base, instructions }: Stage): Image {
    const root = join(scratch, name);
    const before = built.get(base);
    if (before) cpSync(before.root, root, { recursive: true, verbatimSymlinks: true });
    else mkdirSync(root);
    const image: Image = { root, workFolder: before?.workFolder ?? '/', environment: {}, said: {} };
    for (const { name: instruction, rest } of instructions) {
      switch (instruction) {
        case 'WORKDIR':
          image.workFolder = rest;
          mkdirSync(join(root, rest), { recursive: true });
          break;
        case 'ENV':
          for (const pair of rest.split(' ')) image.environment[pair.split('=')[0] ?? ''] = pair.split('=')[1] ?? '';
          break;
        case 'COPY':
          copy(image, rest);
          break;
        case 'RUN':
          for (const command of rest.split(' && ')) run(image, command);
          break;
        default:
          image.said[instruction] = rest;
      }
    }
    return image;
  }

  function copy(image: Image, rest: string): void {
    const [, stageName] = /^--from=(\S+)/.exec(rest) ?? [];
    const places = rest.split(' ').filter((word) => !word.startsWith('--'));
    const [target = '', sources] = [places.at(-1), places.slice(0, -1)];
    const from = stageName === undefined ? context : built.get(stageName)?.root;
    if (from === undefined) throw new Error(`There is no stage ${stageName}.`);
    for (const source of sources) {
      const path = join(from, source);
      if (!existsSync(path)) throw new Error(`COPY ${rest}: there is no ${path}`);
      const folder = join(image.root, isAbsolute(target) ? target : join(image.workFolder, target));
      const isFile = /\.\w+$/.test(source);
      const to = isFile ? join(folder, relative(dirname(path), path)) : folder;
      mkdirSync(dirname(to), { recursive: true });
      // Nothing else wants what a stage made, and many thousand files take long to copy.
      if (stageName !== undefined) renameSync(path, to);
      else cpSync(path, to, { recursive: true, filter: (file) => isLetThrough(relative(context, file)) });
    }
  }

  function run(image: Image, command: string): void {
    const [program, ...args] = command.split(' ');
    const cwd = join(image.root, image.workFolder);
    if (program === 'rm') {
      const names = globSync(
        args.filter((word) => !word.startsWith('--')),
        { cwd },
      );
      for (const name of names) rmSync(join(cwd, name), { recursive: true });
    }
    if (program !== 'pnpm') {
      image.said['RUN'] = [image.said['RUN'], command].filter((said) => said !== undefined).join(' && ');
      return;
    }
    const offline = args[0] === 'install' ? ['--offline'] : [];
    const { PATH, HOME } = process.env;
    const { status, stdout, stderr } = spawnSync('pnpm', [...args, ...offline], {
      cwd,
      env: { PATH, HOME, CI: 'true' },
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`RUN ${command} failed: ${stdout}${stderr}`);
  }
}

/** @returns whether a path of the context, relative to it, is sent to the builder: the last pattern that fits decides. */
function readIgnoreFile(text: string): (path: string) => boolean {
  const patterns = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return (path) => {
    let isIgnored = false;
    for (const line of patterns) {
      const pattern = line.replace(/^!/, '');
      const isFitting = matchesGlob(path, pattern) || matchesGlob(path, `${pattern}/**`);
      if (isFitting) isIgnored = !line.startsWith('!');
    }
    return !isIgnored;
  };
}
