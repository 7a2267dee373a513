import type { IForbiddenRuleType } from 'dependency-cruiser';

/** A row of the import table: what the files of `zone` may import from the workspace, beside their own zone. */
interface Row {
  zone: string;
  may: string[];
}

// A zone is named like its folder, without `src/`; `server/main` is main.ts as well as a folder main/.
const table: Row[] = [
  { zone: 'shared', may: [] },

  { zone: 'server/domain', may: ['shared'] },
  { zone: 'server/storage', may: ['shared', 'server/domain/ports'] },
  { zone: 'server/whatsapp', may: ['shared', 'server/domain/ports'] },
  { zone: 'server/security', may: ['shared', 'server/domain/ports'] },
  { zone: 'server/workers', may: ['shared', 'server/domain'] },
  { zone: 'server/api', may: ['shared', 'server/domain'] },
  { zone: 'server/embedded', may: ['shared'] },
  // What app.ts makes once and hands to the others, which therefore never import it.
  { zone: 'server/config', may: ['shared'] },
  { zone: 'server/log', may: ['shared', 'server/domain/ports', 'server/config'] },
  { zone: 'server/peers', may: ['shared', 'server/domain/ports'] },
  { zone: 'server/push', may: ['shared', 'server/domain/ports'] },
  { zone: 'server/metrics', may: ['shared', 'server/domain/ports'] },
  { zone: 'server/facts', may: ['shared', 'server/domain/ports'] },
  { zone: 'server/runtime', may: ['shared', 'server/domain/ports'] },
  { zone: 'server/main', may: ['shared', 'server'] },
  { zone: 'server/app', may: ['shared', 'server'] },
  // Programs of their own, which put the same parts together.
  { zone: 'server/doctor', may: ['shared', 'server'] },
  { zone: 'server/admin', may: ['shared', 'server'] },
  { zone: 'server/demo', may: ['shared', 'server'] },

  { zone: 'web/main', may: ['shared', 'web'] },
  { zone: 'web/app', may: ['shared', 'web'] },
  { zone: 'web/pages', may: ['shared', 'web/store', 'web/providers', 'web/hooks', 'web/layouts', 'web/ui', 'web/lib'] },
  // Frames that several pages share, which know the window and the page's name; of what is in them they know nothing.
  { zone: 'web/layouts', may: ['shared', 'web/hooks', 'web/ui'] },
  { zone: 'web/providers', may: ['shared', 'web/store', 'web/lib'] },
  // A hook is a view of what a provider holds; the other direction stays closed.
  { zone: 'web/hooks', may: ['shared', 'web/store', 'web/lib', 'web/providers'] },
  { zone: 'web/store', may: ['shared', 'web/lib'] },
  // A program of its own, which the browser runs without a page.
  { zone: 'web/serviceWorker', may: ['shared', 'web/lib'] },
  { zone: 'web/ui', may: ['shared'] },
  { zone: 'web/lib', may: ['shared'] },

  // Browsers join the chaos of the server, which is judged in one place.
  { zone: 'e2e', may: ['shared', 'server/testing/chaos'] },
  // Both look for a browser in the same places.
  { zone: 'bench', may: ['shared', 'e2e/browser'] },
  { zone: 'scripts', may: ['e2e/browser'] },
];

/** Libraries that belong to somebody: nobody else's source imports them (tests and the composing files may). */
const homes: Record<string, string[]> = {
  express: ['server/api', 'server/embedded'],
  helmet: ['server/api'],
  cookie: ['server/api'],
  'socket.io': ['server/api'],
  'engine.io': ['server/api'],
  ws: ['server/api', 'server/whatsapp', 'server/embedded'],
  // The store's own tools reach other databases, and a running store, as every client does.
  mongoose: ['server/storage', 'server/embedded/mongo'],
  mongodb: ['server/storage'],
  bson: ['server/storage', 'server/embedded'],
  mingo: ['server/embedded'],
  baileys: ['server/whatsapp', 'server/embedded'],
  libsignal: ['server/whatsapp', 'server/embedded'],
  jose: ['server/security'],
  'prom-client': ['server/metrics'],
  ioredis: ['server/peers'],
  'web-push': ['server/push'],
  '@socket.io/redis-streams-adapter': ['server/peers'],
  'socket.io-parser': ['server/api'],
  '@node-rs/argon2': ['server/security'],
  'socket.io-client': ['web/lib', 'web/providers', 'e2e', 'bench'],
};

/** Node's own modules that reach outside the process: the domain knows none of them. */
const outside =
  '^(?:node:)?(?:fs|http|https|http2|net|tls|dgram|dns|sqlite|child_process|cluster|worker_threads)(?:/|$)';

const composing = [
  'server/main',
  'server/app',
  'server/doctor',
  'server/admin',
  'server/demo',
  'web/main',
  'web/app',
].map(pathOf);
// Tests, the suites they share, and what serves them in a folder `testing`.
const tests = ['\\.(?:test|contract)\\.tsx?$', '^(?:shared|server|web)/src/.*\\btesting/'];
// A path that begins with `../` has left the workspace.
const workspace = '^(?:shared|server|web|e2e|bench|scripts|\\.\\.)/';
const libraries = 'node_modules/';

/** The rules for dependency-cruiser, with paths relative to the workspace's root. */
export const rules: IForbiddenRuleType[] = [
  ...table.map(zoneRule),
  ...Object.entries(homes).map(([library, zones]) => libraryRule(library, zones)),
  {
    name: 'shared-libraries',
    comment: 'shared may import zod and libphonenumber-js, nothing else',
    severity: 'error',
    from: { path: '^shared/src/', pathNot: tests },
    to: { path: libraries, pathNot: 'node_modules/(?:zod|libphonenumber-js)/' },
  },
  {
    name: 'shared-io',
    comment: 'shared runs in the browser too and does no input or output: no modules of Node',
    severity: 'error',
    from: { path: '^shared/src/', pathNot: tests },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'domain-io',
    comment: 'the domain reaches the world through its ports only',
    severity: 'error',
    from: { path: pathOf('server/domain'), pathNot: tests },
    to: { path: outside },
  },
  ...['shared', 'server', 'web'].map(testsRule),
  {
    name: 'test-code',
    comment: 'product code must not import tests or what serves them',
    severity: 'error',
    from: { path: '^(?:shared|server|web)/src/', pathNot: tests },
    to: { path: tests },
  },
  {
    name: 'dev-library',
    comment: 'product code must not import a library that is installed for development only',
    severity: 'error',
    from: { path: '^(?:shared|server|web)/src/', pathNot: tests },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm'] },
  },
  {
    name: 'circular',
    comment: 'modules must not import each other in a circle, not even for types',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'unresolved',
    comment: 'what cannot be resolved cannot be checked',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
];

/** Whether rules apply to a source file; one in a folder that has no row would escape them all. */
export function isInTable(file: string): boolean {
  const isTest = tests.some((path) => new RegExp(path).test(file));
  const isConfig = /^(?:shared|server|web)\/[^/]+$/.test(file);
  const isDeclaration = file.endsWith('.d.ts');
  return isTest || isConfig || isDeclaration || table.some(({ zone }) => new RegExp(pathOf(zone)).test(file));
}

function zoneRule({ zone, may }: Row): IForbiddenRuleType {
  const isPages = zone === 'web/pages';
  const own = isPages ? '^web/src/pages/$1(?:/|$)' : pathOf(zone);
  const names = may.length > 0 ? `itself, ${may.join(', ')}` : 'itself';
  return {
    name: zone,
    comment: isPages ? `a page may import ${names}, never another page` : `${zone} may import ${names}`,
    severity: 'error',
    from: { path: isPages ? '^web/src/pages/([^/]+)' : pathOf(zone), pathNot: tests },
    to: { path: workspace, pathNot: [libraries, own, ...may.map(pathOf)] },
  };
}

function libraryRule(library: string, zones: string[]): IForbiddenRuleType {
  return {
    name: `library ${library}`,
    comment: `${library} belongs to ${zones.join(', ')}`,
    severity: 'error',
    from: { path: '^(?:shared|server|web)/src/', pathNot: [...tests, ...composing, ...zones.map(pathOf)] },
    to: { path: `node_modules/${library.replaceAll('.', '\\.')}/` },
  };
}

function testsRule(pack: string): IForbiddenRuleType {
  return {
    name: `${pack}/tests`,
    comment: `tests in ${pack} may import all of ${pack}, and shared`,
    severity: 'error',
    from: { path: tests, pathNot: `^(?!${pack}/)` },
    to: { path: workspace, pathNot: [libraries, pathOf('shared'), pathOf(pack)] },
  };
}

function pathOf(zone: string): string {
  const [pack = '', ...folders] = zone.split('/');
  const root = pack === 'e2e' || pack === 'bench' || pack === 'scripts' ? pack : `${pack}/src`;
  if (folders.length === 0) return `^${root}/`;
  return `^${root}/${folders.join('/')}(?:/|\\.tsx?$)`;
}
