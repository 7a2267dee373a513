import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'vite';

const source = 'src/serviceWorker/main.ts';

/** Builds the service worker beside the console, as one file that knows by name all others of this build. */
export function addServiceWorker(): Plugin {
  let root = '';
  return {
    name: 'add-service-worker',
    apply: 'build',
    configResolved(config) {
      root = config.root;
    },
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        const built = Object.values(bundle).map((file): [string, string | Uint8Array] => [
          `/${file.fileName}`,
          file.type === 'chunk' ? file.code : file.source,
        ]);
        const files = [...built, ...readPublic(join(root, 'public'))].filter(
          ([path]) => !/\.(?:map|gz|br)$/.test(path),
        );
        const hash = createHash('sha256');
        for (const [path, content] of files.toSorted(([a], [b]) => (a < b ? -1 : 1))) hash.update(path).update(content);
        const version = hash.digest('hex').slice(0, 16);
        const paths = files.map(([path]) => path);
        this.emitFile({ type: 'asset', fileName: 'sw.js', source: await buildWorker(root, { version, files: paths }) });
      },
    },
  };
}

async function buildWorker(root: string, consoleBuild: { version: string; files: string[] }): Promise<string> {
  const result = await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    define: { consoleBuild: JSON.stringify(consoleBuild) },
    build: { write: false, rolldownOptions: { input: join(root, source), output: { format: 'iife' } } },
  });
  const [output] = Array.isArray(result) ? result : [result];
  const chunk = output && 'output' in output ? output.output[0] : undefined;
  if (chunk?.type !== 'chunk') throw new Error('The service worker was not built.');
  return chunk.code;
}

function readPublic(folder: string): [string, Uint8Array][] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => [file.slice(folder.length), readFileSync(file)]);
}
