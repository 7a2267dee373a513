import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { cases, devLibrary, forms, refusedForms } from './cases.ts';

/** A small workspace on disk, laid out like ours, whose imports are known to be right or wrong. */
export interface MadeUpWorkspace {
  folder: string;
  /** `file -> target` of each import that must be refused; all others must pass. */
  refused: Set<string>;
  remove(): Promise<void>;
}

/** Writes the made-up workspace into a new folder inside `parent`. */
export async function makeWorkspace(parent: string): Promise<MadeUpWorkspace> {
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, 'boundaries-'));
  const refused = new Set<string>();
  const sources = new Map<string, string>();

  for (const { file, may, never } of cases) {
    const imports = [...may, ...never].map((target) => `import '${specifierOf(file, target)}';\n`);
    sources.set(file, imports.join(''));
    for (const target of never) refused.add(`${file} -> ${foundAt(target)}`);
  }
  for (const [form, write] of Object.entries({ ...forms, ...refusedForms })) {
    const file = `server/src/domain/${form}.ts`;
    const target = '#storage/mongo/connect.ts';
    sources.set(file, write(target));
    refused.add(`${file} -> ${form in refusedForms ? target : 'server/src/storage/mongo/connect.ts'}`);
  }
  sources.set('web/src/lib/circle.ts', "import type { Other } from './otherHalf.ts';\nexport type Circle = Other;\n");
  sources.set('web/src/lib/otherHalf.ts', "import type { Circle } from './circle.ts';\nexport type Other = Circle;\n");
  refused.add('web/src/lib/circle.ts -> web/src/lib/otherHalf.ts');
  sources.set('web/src/lib/lost.ts', "import './nowhere.ts';\n");
  refused.add('web/src/lib/lost.ts -> ./nowhere.ts');

  const targets = cases.flatMap(({ may, never }) => [...may, ...never]);
  for (const target of targets) {
    if (isFile(target) && !sources.has(target))
      sources.set(target, 'export const value = 1;\nexport type Value = 1;\n');
  }
  for (const [file, text] of sources) await write(join(folder, file), text);
  await Promise.all(['shared', 'server', 'web', 'e2e', 'bench'].map((name) => writePackage(folder, name)));
  await installLibraries(folder, new Set(targets.filter((target) => !isFile(target) && !target.startsWith('node:'))));
  return { folder, refused, remove: async () => rm(folder, { recursive: true, force: true }) };
}

/** How `file` writes its import of `target`: `#` inside a package, the package's name for shared, else the relative path. */
function specifierOf(file: string, target: string): string {
  if (!isFile(target)) return target;
  const pack = packageOf(target);
  if (pack === packageOf(file)) {
    return pack === 'server' || pack === 'web' ? target.replace(`${pack}/src/`, '#') : relativePath(file, target);
  }
  return pack === 'shared'
    ? target.replace('shared/src/', '@erp-whatsapp/shared/').replace(/\.ts$/, '')
    : relativePath(file, target);
}

/** Where the import of `target` ends once it is resolved. */
function foundAt(target: string): string {
  if (isFile(target)) return target;
  return target.startsWith('node:') ? target.slice('node:'.length) : libraryFile(target);
}

function isFile(target: string): boolean {
  return /\.tsx?$/.test(target);
}

function packageOf(file: string): string {
  return file.slice(0, file.indexOf('/'));
}

function relativePath(file: string, target: string): string {
  const path = relative(dirname(file), target);
  return path.startsWith('.') ? path : `./${path}`;
}

function libraryFile(library: string): string {
  return `node_modules/.pnpm/${library.replace('/', '+')}@1.0.0/node_modules/${library}/index.js`;
}

async function writePackage(folder: string, name: string): Promise<void> {
  const content = {
    name: name === 'shared' ? '@erp-whatsapp/shared' : name,
    type: 'module',
    ...(name === 'shared' ? { exports: { './*': './src/*.ts' } } : { imports: { '#*': './src/*' } }),
  };
  await write(join(folder, name, 'package.json'), JSON.stringify(content));
  if (name === 'shared') await link(join(folder, name), join(folder, 'node_modules/@erp-whatsapp/shared'));
}

async function installLibraries(folder: string, libraries: Set<string>): Promise<void> {
  const versions = [...libraries].filter((name) => name !== devLibrary).map((name) => [name, '1.0.0']);
  const content = { dependencies: Object.fromEntries(versions), devDependencies: { [devLibrary]: '1.0.0' } };
  await write(join(folder, 'package.json'), JSON.stringify(content));
  for (const library of libraries) {
    // The same two steps as pnpm: the library in a store folder, and a link to it.
    const file = join(folder, libraryFile(library));
    await write(file, 'export const value = 1;\n');
    await write(join(dirname(file), 'package.json'), JSON.stringify({ name: library, exports: './index.js' }));
    await link(dirname(file), join(folder, 'node_modules', library));
  }
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

async function link(target: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await symlink(target, path, 'dir');
}
