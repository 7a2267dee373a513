import { createApp } from '../../app.ts';
import { readConfig } from '../../config.ts';
import { createLog } from '../../log.ts';
import { type Credentials, connectAs, linkNumber, type Simulator } from '../console.ts';

/** A number with a workspace of its own, its agents, and the customers who write to it. */
export type Business = { number: string; admin: Credentials; agents: Credentials[]; customers: string[] };

const customersEach = 3;
const password = 'soak-password-1';

/** Fills an empty data folder with workspaces and their people. The server that is measured finds them there. */
export async function makePopulation(folder: string, size: { numbers: number; agents: number }): Promise<Business[]> {
  const config = readConfig({ NODE_ENV: 'test', LOG_LEVEL: 'silent', DATA_DIR: folder, PORT: '0' });
  const app = await createApp(config, createLog('silent'), {
    onFailure(error) {
      throw error;
    },
  });
  try {
    const businesses: Business[] = [];
    for (let index = 0; index < size.numbers; index += 1) {
      const admin = { email: `admin-${index}@example.com`, password };
      const workspace = await app.domain.workspaces.create({ ...admin, name: 'Admin', workspaceName: `Shop ${index}` });
      const agents = listEmails(index, size).map((email) => ({ email, password }));
      for (const agent of agents) {
        await app.domain.users.create(workspace.id, { ...agent, name: 'Agent', role: 'agent' });
      }
      businesses.push({
        number: toNumber('+49302', index),
        admin,
        agents,
        customers: Array.from({ length: customersEach }, (_, place) =>
          toNumber('+49151', index * customersEach + place),
        ),
      });
    }
    return businesses;
  } finally {
    await app.close();
  }
}

/** Links every number, so that all of them are connected. */
export async function linkAll(businesses: Business[], { url, simulator }: { url: string; simulator: Simulator }) {
  for (const { number, admin, customers } of businesses) {
    for (const phoneNumber of customers) await simulator.addCustomer({ phoneNumber });
    const client = await connectAs({ url }, admin);
    await linkNumber({ admin: client, simulator }, number);
    client.socket.disconnect();
  }
}

/** The agents are dealt out evenly. */
function listEmails(index: number, { numbers, agents }: { numbers: number; agents: number }): string[] {
  const all = Array.from({ length: agents }, (_, place) => place);
  return all.filter((place) => place % numbers === index).map((place) => `agent-${place}@example.com`);
}

function toNumber(prefix: string, index: number): string {
  return `${prefix}${String(index).padStart(7, '0')}`;
}
