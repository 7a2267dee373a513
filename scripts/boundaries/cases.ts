/** One file of the made-up workspace on which the rules prove themselves: which of its imports pass, which are refused. */
interface Case {
  file: string;
  may: string[];
  never: string[];
}

/** The one library of the made-up workspace that is installed for development only. */
export const devLibrary = 'vitest';

/** Files by their path in the workspace, libraries and Node's modules by their name. */
export const cases: Case[] = [
  {
    file: 'shared/src/message.ts',
    may: ['zod', 'libphonenumber-js', 'shared/src/user.ts'],
    never: [
      'express',
      'socket.io-client',
      'node:fs',
      'node:crypto',
      'server/src/domain/clock.ts',
      'web/src/lib/api.ts',
    ],
  },
  {
    file: 'server/src/domain/messages.ts',
    may: ['shared/src/user.ts', 'server/src/domain/ports.ts', 'node:crypto', 'zod'],
    never: [
      'express',
      'prom-client',
      'socket.io',
      'mongoose',
      'baileys',
      'node:fs',
      'node:fs/promises',
      'node:http',
      'server/src/storage/mongo/connect.ts',
      'server/src/whatsapp/cloudApi/send.ts',
      'server/src/security/tokens.ts',
      'server/src/workers/dispatcher.ts',
      'server/src/api/rooms.ts',
      'server/src/embedded/mongo/start.ts',
      'server/src/config.ts',
      'server/src/log.ts',
      'server/src/app.ts',
      'server/src/testing/factories.ts',
      'web/src/lib/api.ts',
    ],
  },
  {
    file: 'server/src/storage/mongo/messages.ts',
    may: [
      'shared/src/user.ts',
      'server/src/domain/ports.ts',
      'server/src/domain/ports/messages.ts',
      'mongoose',
      'node:fs',
    ],
    never: [
      'express',
      'baileys',
      'server/src/domain/clock.ts',
      'server/src/whatsapp/cloudApi/send.ts',
      'server/src/security/tokens.ts',
      'server/src/workers/dispatcher.ts',
      'server/src/api/rooms.ts',
      'server/src/embedded/mongo/start.ts',
      'server/src/log.ts',
      'vitest',
    ],
  },
  {
    file: 'server/src/whatsapp/baileys/connect.ts',
    may: ['shared/src/user.ts', 'server/src/domain/ports.ts', 'baileys', 'libsignal'],
    never: [
      'mongoose',
      'express',
      'server/src/domain/clock.ts',
      'server/src/storage/mongo/connect.ts',
      'server/src/security/tokens.ts',
      'server/src/workers/dispatcher.ts',
      'server/src/api/rooms.ts',
      'server/src/embedded/whatsapp/start.ts',
    ],
  },
  {
    file: 'server/src/push/service.ts',
    may: ['shared/src/user.ts', 'server/src/domain/ports.ts', 'web-push'],
    never: [
      'mongoose',
      'server/src/domain/clock.ts',
      'server/src/workers/dispatcher.ts',
      'server/src/security/tokens.ts',
    ],
  },
  {
    file: 'server/src/metrics/showing.ts',
    may: ['shared/src/user.ts', 'server/src/domain/ports.ts', 'prom-client', 'node:fs'],
    never: [
      'express',
      'mongoose',
      'server/src/domain/clock.ts',
      'server/src/storage/mongo/connect.ts',
      'server/src/api/rooms.ts',
      'server/src/workers/dispatcher.ts',
    ],
  },
  {
    file: 'server/src/security/passwords.ts',
    may: ['shared/src/user.ts', 'server/src/domain/ports.ts', 'jose', '@node-rs/argon2', 'node:crypto'],
    never: [
      'mongoose',
      'server/src/domain/clock.ts',
      'server/src/storage/mongo/connect.ts',
      'server/src/whatsapp/cloudApi/send.ts',
      'server/src/workers/dispatcher.ts',
      'server/src/api/rooms.ts',
      'server/src/embedded/mongo/start.ts',
    ],
  },
  {
    file: 'server/src/workers/whatsappSessions.ts',
    may: ['shared/src/user.ts', 'server/src/domain/clock.ts', 'server/src/domain/ports.ts'],
    never: [
      'mongoose',
      'baileys',
      'socket.io',
      'server/src/storage/mongo/connect.ts',
      'server/src/whatsapp/cloudApi/send.ts',
      'server/src/security/tokens.ts',
      'server/src/api/rooms.ts',
      'server/src/embedded/whatsapp/start.ts',
    ],
  },
  {
    file: 'server/src/api/socketio/erp.ts',
    may: ['shared/src/user.ts', 'server/src/domain/clock.ts', 'express', 'socket.io', 'ws'],
    never: [
      'mongoose',
      'baileys',
      'server/src/storage/mongo/connect.ts',
      'server/src/whatsapp/cloudApi/send.ts',
      'server/src/security/tokens.ts',
      'server/src/workers/dispatcher.ts',
      'server/src/embedded/mongo/start.ts',
    ],
  },
  {
    file: 'server/src/embedded/whatsapp/chat.ts',
    may: ['shared/src/user.ts', 'server/src/embedded/whatsapp/start.ts', 'libsignal', 'ws', 'node:net'],
    never: [
      'mongoose',
      'server/src/domain/clock.ts',
      'server/src/domain/ports.ts',
      'server/src/storage/mongo/connect.ts',
      'server/src/whatsapp/cloudApi/send.ts',
      'server/src/security/tokens.ts',
      'server/src/workers/dispatcher.ts',
      'server/src/api/rooms.ts',
    ],
  },
  {
    file: 'server/src/log.ts',
    may: ['shared/src/user.ts', 'server/src/domain/ports.ts', 'server/src/config.ts', 'pino'],
    never: ['server/src/domain/clock.ts', 'server/src/storage/mongo/connect.ts', 'server/src/embedded/mongo/start.ts'],
  },
  {
    file: 'server/src/main.ts',
    may: [
      'shared/src/user.ts',
      'server/src/app.ts',
      'server/src/config.ts',
      'server/src/embedded/mongo/start.ts',
      'express',
    ],
    never: ['server/src/testing/factories.ts', 'server/src/storage/storage.contract.ts', 'web/src/lib/api.ts'],
  },
  {
    file: 'server/src/testing/startApp.ts',
    may: ['shared/src/user.ts', 'server/src/app.ts', 'server/src/embedded/whatsapp/start.ts', 'socket.io-client'],
    never: ['web/src/lib/api.ts'],
  },
  {
    file: 'server/src/embedded/mongo/testing/withStore.ts',
    may: ['vitest', 'mongoose', 'shared/src/user.ts', 'server/src/embedded/mongo/start.ts'],
    never: ['web/src/lib/api.ts'],
  },
  {
    file: 'server/src/storage/mongo/messages.test.ts',
    may: [
      'vitest',
      'server/src/storage/storage.contract.ts',
      'server/src/embedded/mongo/start.ts',
      'server/src/testing/factories.ts',
    ],
    never: ['web/src/lib/api.ts'],
  },
  {
    file: 'server/src/api/api.contract.ts',
    may: ['vitest', 'server/src/testing/factories.ts', 'server/src/storage/mongo/connect.ts', 'socket.io-client'],
    never: ['web/src/lib/api.ts'],
  },
  {
    file: 'web/src/app/routes.tsx',
    may: [
      'shared/src/user.ts',
      'web/src/pages/Team/index.tsx',
      'web/src/store/makeStore.ts',
      'web/src/ui/Button.tsx',
      'react',
    ],
    never: ['server/src/domain/clock.ts', 'web/src/testing/handlers.ts'],
  },
  {
    file: 'web/src/pages/Chat/Composer.tsx',
    may: [
      'shared/src/user.ts',
      'web/src/pages/Chat/Bubble.tsx',
      'web/src/store/makeStore.ts',
      'web/src/providers/theme.tsx',
      'web/src/hooks/useOnline.ts',
      'web/src/ui/Button.tsx',
      'web/src/lib/api.ts',
    ],
    never: [
      'web/src/pages/Team/index.tsx',
      'web/src/pages/ChatSettings.tsx',
      'web/src/app/Layout.tsx',
      'socket.io-client',
    ],
  },
  {
    file: 'web/src/providers/socket-provider.tsx',
    may: ['shared/src/user.ts', 'web/src/store/makeStore.ts', 'web/src/lib/api.ts', 'socket.io-client'],
    never: [
      'web/src/pages/Team/index.tsx',
      'web/src/ui/Button.tsx',
      'web/src/hooks/useOnline.ts',
      'web/src/app/Layout.tsx',
    ],
  },
  {
    file: 'web/src/hooks/useWhatsAppSocket.ts',
    may: ['shared/src/user.ts', 'web/src/store/makeStore.ts', 'web/src/lib/api.ts', 'web/src/providers/theme.tsx'],
    never: ['web/src/pages/Team/index.tsx', 'web/src/ui/Button.tsx', 'web/src/app/Layout.tsx'],
  },
  {
    file: 'web/src/store/messages.ts',
    may: ['shared/src/user.ts', 'web/src/lib/api.ts', 'web/src/store/makeStore.ts'],
    never: [
      'socket.io-client',
      'web/src/pages/Team/index.tsx',
      'web/src/ui/Button.tsx',
      'web/src/providers/theme.tsx',
      'web/src/hooks/useOnline.ts',
    ],
  },
  {
    file: 'web/src/ui/Dialog.tsx',
    may: ['shared/src/user.ts', 'web/src/ui/Button.tsx', 'react'],
    never: [
      'web/src/store/makeStore.ts',
      'web/src/pages/Team/index.tsx',
      'web/src/providers/theme.tsx',
      'web/src/lib/api.ts',
    ],
  },
  {
    file: 'web/src/lib/time.ts',
    may: ['shared/src/user.ts', 'web/src/lib/api.ts', 'socket.io-client'],
    never: ['web/src/store/makeStore.ts', 'web/src/pages/Team/index.tsx', 'web/src/ui/Button.tsx'],
  },
  {
    file: 'web/src/store/messages.test.ts',
    may: ['vitest', 'web/src/testing/handlers.ts', 'web/src/ui/Button.tsx', 'shared/src/user.ts'],
    never: ['server/src/domain/clock.ts'],
  },
  {
    file: 'e2e/chat.spec.ts',
    may: ['shared/src/user.ts', 'e2e/fixtures.ts', 'server/src/testing/chaos/runChaos.ts', 'socket.io-client'],
    never: [
      'server/src/domain/clock.ts',
      'server/src/embedded/mongo/start.ts',
      'server/src/testing/startApp.ts',
      'web/src/lib/api.ts',
    ],
  },
  {
    file: 'bench/store.bench.ts',
    may: ['shared/src/user.ts', 'bench/baseline.ts', 'e2e/browser.ts'],
    never: ['server/src/storage/mongo/connect.ts', 'web/src/lib/api.ts', 'e2e/fixtures.ts'],
  },
];

/** A way to write an import of `specifier`. */
type Forms = Record<string, (specifier: string) => string>;

/** Every way to write an import that is then judged by where it leads. */
export const forms: Forms = {
  value: (specifier) => `import { value } from '${specifier}';\nexport const seen = value;\n`,
  type: (specifier) => `import type { Value } from '${specifier}';\nexport type Seen = Value;\n`,
  inlineType: (specifier) => `import { type Value } from '${specifier}';\nexport type Seen = Value;\n`,
  sideEffect: (specifier) => `import '${specifier}';\n`,
  exportAll: (specifier) => `export * from '${specifier}';\n`,
  exportNamed: (specifier) => `export { value } from '${specifier}';\n`,
  dynamic: (specifier) => `export const load = async () => import('${specifier}');\n`,
  nested: (specifier) =>
    `export const load = { when: [async (is: boolean) => (is ? (await import('${specifier}')).value : null)] };\n`,
};

/** Ways that are refused wherever they lead. */
export const refusedForms: Forms = {
  typeQuery: (specifier) => `export type Seen = Array<import('${specifier}').Value>;\n`,
  typeQueryInParameter: (specifier) => `export function f(a: { b?: typeof import('${specifier}') }) { return a; }\n`,
};
