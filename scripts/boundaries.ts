import { globSync } from 'node:fs';
import { resolve } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { type MadeUpWorkspace, makeWorkspace } from './boundaries/makeWorkspace.ts';
import { isInTable, rules } from './boundaries/rules.ts';
import { findTypeImports } from './boundaries/typeImports.ts';

const root = resolve(import.meta.dirname, '..');
const packages = ['shared', 'server', 'web', 'e2e', 'bench', 'scripts'];

/** An import that breaks a rule. */
interface Refusal {
  file: string;
  target: string;
  rule: string;
  why: string;
}

const complaints = [...(await checkRules()), ...(await checkWorkspace())];
for (const complaint of complaints) process.stderr.write(`${complaint}\n`);
if (complaints.length > 0) process.exitCode = 1;

/** Proves the rules on a made-up workspace: a check that reads nothing, or refuses nothing, would be green for ever. */
async function checkRules(): Promise<string[]> {
  const made: MadeUpWorkspace = await makeWorkspace(resolve(root, '.cache'));
  try {
    const { refusals } = await readImports(made.folder);
    const refused = new Set(refusals.map(({ file, target }) => `${file} -> ${target}`));
    return [
      ...[...made.refused].filter((pair) => !refused.has(pair)).map((pair) => `The rules let through: ${pair}`),
      ...[...refused].filter((pair) => !made.refused.has(pair)).map((pair) => `The rules wrongly refuse: ${pair}`),
    ];
  } finally {
    await made.remove();
  }
}

async function checkWorkspace(): Promise<string[]> {
  const { files, read, refusals } = await readImports(root);
  const unread = files.filter((file) => !read.has(file));
  const homeless = files.filter((file) => !isInTable(file));
  process.stdout.write(`${files.length} files and their imports read, ${refusals.length} imports refused\n`);
  return [
    ...(files.length === 0 ? ['No source file was found to read.'] : []),
    ...unread.map((file) => `${file} was not read.`),
    ...homeless.map(
      (file) => `${file} is in no folder of the import table: give it a row in scripts/boundaries/rules.ts.`,
    ),
    ...refusals.map(({ file, target, rule, why }) => `${file} imports ${target}: ${why} (${rule})`),
  ];
}

async function readImports(folder: string): Promise<{ files: string[]; read: Set<string>; refusals: Refusal[] }> {
  const files = globSync(
    packages.map((name) => `${name}/**/*.{ts,tsx}`),
    { cwd: folder, exclude: (path) => /(?:^|\/)(?:node_modules|dist)(?:\/|$)/.test(path) },
  );
  const { output } = await cruise(
    files,
    {
      baseDir: folder,
      parser: 'swc',
      combinedDependencies: true,
      doNotFollow: { path: 'node_modules' },
      validate: true,
      ruleSet: { forbidden: rules },
    },
    { exportsFields: ['exports'], conditionNames: ['types', 'import', 'require', 'node', 'default'] },
  );
  if (typeof output === 'string') throw new Error('dependency-cruiser answered with text instead of its findings.');
  return {
    files,
    read: new Set(output.modules.map(({ source }) => source)),
    refusals: [...output.summary.violations.map(fromViolation), ...(await readTypeImports(folder, files))],
  };
}

async function readTypeImports(folder: string, files: string[]): Promise<Refusal[]> {
  const found = await Promise.all(
    files.map(async (file) => (await findTypeImports(resolve(folder, file))).map((target) => ({ file, target }))),
  );
  const why = 'import() in a type cannot be checked, write `import type`';
  return found.flat().map((refusal) => ({ ...refusal, rule: 'type-import', why }));
}

function fromViolation({ from, to, rule, cycle }: ICruiseResult['summary']['violations'][number]): Refusal {
  const why = rules.find(({ name }) => name === rule.name)?.comment ?? '';
  const circle = cycle ? `: ${[from, ...cycle.map(({ name }) => name)].join(' -> ')}` : '';
  return { file: from, target: to, rule: rule.name, why: `${why}${circle}` };
}
