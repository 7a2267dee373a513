import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { compression } from 'vite-plugin-compression2';

const server = `http://127.0.0.1:${process.env['PORT'] ?? '5000'}`;

export default defineConfig({
  plugins: [
    react(),
    tailwindcss(),
    markSchemasPure(),
    // Once here at the best level, not at each request.
    compression({ algorithms: ['brotliCompress', 'gzip'], include: /\.(js|css|svg)$/ }),
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
      // A chunk of its own, so that only the pages that use it load it.
      output: { codeSplitting: { groups: [{ name: 'zod', test: /node_modules\/zod\// }] } },
    },
  },
});

/**
 * Making a zod schema has no effect, but the bundler can't know that: it would load all of zod before the first screen
 * for the sake of one function that stands beside a schema. This tells it.
 */
function markSchemasPure(): Plugin {
  const making = /(?<![\w.$])(?=z\.\w+\(|\w+Schema\.(?:nullable|nullish|optional|extend|array)\()/g;
  return {
    name: 'mark-schemas-pure',
    apply: 'build',
    transform: {
      filter: { id: /\/shared\/src\/.*\.ts$/ },
      handler: (code) => ({ code: code.replace(making, '/* @__PURE__ */ '), map: null }),
    },
  };
}
