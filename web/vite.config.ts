import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { compression } from 'vite-plugin-compression2';
import { addServiceWorker } from './addServiceWorker.ts';
import { emojiData } from './emojiData.ts';

const server = `http://127.0.0.1:${process.env['PORT'] ?? '5000'}`;

const firstScreen = followFirstScreen();

export default defineConfig({
  plugins: [
    react(),
    tailwindcss(),
    markSchemasPure(),
    firstScreen.plugin,
    emojiData(),
    addServiceWorker(),
    // Once here at the best level, not at each request.
    compression({ algorithms: ['brotliCompress', 'gzip'], include: /\.(js|css|svg|json)$/ }),
  ],
  server: {
    port: 3000,
    proxy: {
      '/api': server,
      '/socket.io': { target: server, ws: true },
    },
  },
  build: {
    outDir: 'dist',
    // The server's content security policy lets nothing load from data: addresses but pictures.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // Chunks of their own: what the first screen imports of them it does not use.
            { name: 'zod', test: /node_modules\/zod\// },
            { name: 'phoneNumbers', test: /node_modules\/libphonenumber-js\// },
            { name: 'console', test: (id) => firstScreen.ids.has(id) },
          ],
        },
      },
    },
  },
});

/**
 * Making a zod schema has no effect, but the bundler can't know that: it would load all of zod before the first screen
 * for the sake of one function that stands beside a schema. This tells it.
 */
function markSchemasPure(): Plugin {
  const making =
    /(?<![\w.$])(?=z\.\w+\(|(?:input|okOf)\(|(?:id|\w+Schema)\.(?:nullable|nullish|optional|default|extend|array)\()/g;
  return {
    name: 'mark-schemas-pure',
    apply: 'build',
    transform: {
      filter: { id: /\/shared\/src\/.*\.ts$/ },
      handler: (code) => ({ code: code.replace(making, '/* @__PURE__ */ '), map: null }),
    },
  };
}

/**
 * What the list of chats needs, told from what is imported. In one file it compresses better, and comes sooner, than in the
 * seventy that the pages share in one way or another.
 */
function followFirstScreen() {
  const ids = new Set<string>();
  const entries = /\/src\/(main|pages\/Chat\/index)\.tsx$/;
  // Of a library of single files, each page takes what it shows.
  const isApart = (id: string) => /\/node_modules\/lucide-react\//.test(id);
  const plugin: Plugin = {
    name: 'follow-first-screen',
    apply: 'build',
    buildEnd() {
      const follow = (id: string) => {
        if (ids.has(id) || isApart(id)) return;
        ids.add(id);
        for (const imported of this.getModuleInfo(id)?.importedIds ?? []) follow(imported);
      };
      for (const id of this.getModuleIds()) if (entries.test(id)) follow(id);
    },
    generateBundle(_options, bundle) {
      for (const part of Object.values(bundle)) {
        if (part.type !== 'chunk' || part.name !== 'console') continue;
        const library = part.imports.find((file) => /\/(?:zod|phoneNumbers)-/.test(file));
        if (library !== undefined) this.error(`The first screen would wait for ${library}, of which it uses nothing.`);
      }
    },
  };
  return { ids, plugin };
}
