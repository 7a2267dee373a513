import { createApp } from '../app.ts';
import type { Config } from '../config.ts';
import type { Log } from '../domain/ports/runtime.ts';
import type { StoredUser } from '../domain/ports/storage/accounts.ts';
import type { Storage } from '../domain/ports/storage/storage.ts';
import type { ChannelRef } from '../domain/ports/whatsapp.ts';
import type { NewCredential } from '../domain/workspaces.ts';
import { createCodeWatch } from './codeWatch.ts';
import { toActor } from './makeTeam.ts';
import { reachPhones } from './phones.ts';
import { business } from './story/stories.ts';
import type { Story } from './story/story.ts';

/**
 * Starts the product for a moment, out of sight, to do what only it can: link the shop's number to its phone in the simulator,
 * and have the customers there.
 * @returns the linked number, and the passwords of users that the first start made
 * @throws Error with a sentence for the operator
 */
export async function linkDemo(
  config: Config,
  log: Log,
  stories: readonly Story[],
): Promise<{ channel: ChannelRef; credentials: NewCredential[] }> {
  const broken = Promise.withResolvers<never>();
  const codes = createCodeWatch();
  let storage: Storage | null = null;
  const app = await createApp({ ...config, host: '127.0.0.1', port: 0 }, log, {
    onFailure: broken.reject,
    wrapPorts(ports) {
      storage = ports.storage;
      return { storage: ports.storage, way: codes.watch(ports.way) };
    },
  });
  try {
    const admin = await findAdmin(storage);
    const channel = await Promise.race([link(admin), broken.promise]);
    return { channel, credentials: app.newCredentials };
  } finally {
    await app.close();
  }

  async function link(admin: StoredUser): Promise<ChannelRef> {
    const url = await app.listen();
    const { channels, apiKeys, workspaces } = app.domain;
    const { workspaceId } = admin;
    // Nobody has given it a name yet.
    if (app.newCredentials.length > 0) await workspaces.rename(workspaceId, business.name);
    const { id, key } = await apiKeys.create(workspaceId, { name: 'Demo', role: 'admin' });
    try {
      const phones = reachPhones(`${url}/api/simulator`, key);
      await phones.make(stories);
      const before = await findLinked();
      if (before) return before;
      const scanned = codes.next().then((qr) => phones.scan(business.phoneNumber, qr));
      await Promise.all([channels.getQrCode(toActor(admin), { forceNew: false }), scanned, codes.linked()]);
      const linked = await findLinked();
      if (!linked) throw new Error('The number was not linked. Try again, or begin with an empty DATA_DIR.');
      return linked;
    } finally {
      await apiKeys.revoke(workspaceId, id);
    }

    async function findLinked(): Promise<ChannelRef | null> {
      const found = (await channels.list(workspaceId)).find(({ isLinked }) => isLinked);
      return found ? { workspaceId, channelId: found.channelId } : null;
    }
  }
}

async function findAdmin(storage: Storage | null): Promise<StoredUser> {
  const workspace = await storage?.workspaces.first();
  const members = workspace ? await storage?.users.list(workspace.id) : [];
  const admin = members?.find(({ role, isActive }) => role === 'admin' && isActive);
  if (!admin) throw new Error('There is no active admin. "pnpm admin:reset" makes one.');
  return admin;
}
