import { signedInSchema } from '@erp-whatsapp/shared/auth';
import { makeFolder } from './folder.ts';
import { type Part, startPart } from './parts.ts';

export const admin = { email: 'admin@example.com', password: 'admin-password-1' };

export type Product = Part & { url: string; folder: string };

/** As in the workspace's `start` script. */
const startFlags = ['--max-semi-space-size=16'];

type Options = { folder?: string; settings?: Record<string, string>; flags?: string[] };

/**
 * The server as it is started by `npm start`, with limits that no benchmark runs into. With `BENCH_PROFILE` set to a
 * folder, it writes its CPU profile there when it ends.
 */
export async function startProduct({ folder = makeFolder(), settings = {}, flags = [] }: Options): Promise<Product> {
  const profileFolder = process.env['BENCH_PROFILE'];
  const part = await startPart({
    file: 'server/src/main.ts',
    settings: {
      PORT: '0',
      DATA_DIR: folder,
      ADMIN_EMAIL: admin.email,
      ADMIN_PASSWORD: admin.password,
      EVENTS_PER_SECOND: '1000000',
      SENDS_PER_MINUTE: '1000000',
      LOG_LEVEL: 'warn',
      ...settings,
    },
    ready: /is ready: (\S+)/,
    flags: [...startFlags, ...flags, ...(profileFolder ? ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`] : [])],
  });
  return { ...part, url: part.address.replace('localhost', '127.0.0.1'), folder };
}

/** @returns an access token of the admin, or of somebody else; it is good for 15 minutes */
export async function signIn(url: string, credentials = admin): Promise<string> {
  const response = await fetch(`${url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(credentials),
  });
  if (!response.ok) throw new Error(`Signing in answered ${response.status}: ${await response.text()}`);
  return signedInSchema.parse(await response.json()).token;
}
