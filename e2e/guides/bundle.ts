import { join } from 'node:path';
import { build } from 'vite';

const folder = join(import.meta.dirname, 'browser');

/**
 * Makes one script of modules that are texts, as an integrator's bundler would. They import each other as `./name.ts`, and
 * likewise what stands in `browser/`. `socket.io-client` is left to the page, which gets it from the server.
 * @param modules by name; the script begins with `main.ts`
 */
export async function bundle(modules: Readonly<Record<string, string>>): Promise<string> {
  const texts = new Map(Object.entries(modules).map(([name, text]) => [join(folder, name), text]));
  const built = await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    plugins: [
      {
        name: 'guide',
        enforce: 'pre',
        resolveId: (id) => [id, join(folder, id)].find((path) => texts.has(path)) ?? null,
        load: (path) => texts.get(path) ?? null,
      },
    ],
    build: {
      write: false,
      minify: false,
      rolldownOptions: { input: join(folder, 'main.ts'), external: ['socket.io-client'] },
    },
  });
  const outputs = [built].flat().flatMap((one) => ('output' in one ? one.output : []));
  const script = outputs.find((one) => one.type === 'chunk');
  if (script?.type !== 'chunk') throw new Error('The modules made no script.');
  return script.code;
}
