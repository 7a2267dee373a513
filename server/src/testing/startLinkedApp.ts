import type { Client } from './clients.ts';
import { connectAs, createSimulator, linkNumber, type Simulator } from './console.ts';
import { startApp } from './startApp.ts';

export const business = '+4930123456';

/** One by each of the names under which WhatsApp knows people. */
export const customers = [
  { addressing: 'pn', phoneNumber: '+4915111111111' },
  { addressing: 'lid', phoneNumber: '+4915122222222' },
] as const;

/** The whole product with its number linked, an admin who listens, and two customers. */
export type LinkedApp = { simulator: Simulator; admin: Client; close: () => Promise<void> };

export async function startLinkedApp(): Promise<LinkedApp> {
  const app = await startApp();
  const simulator = await createSimulator(app);
  const admin = await connectAs(app, app.admin);
  await linkNumber({ admin, simulator }, business);
  for (const customer of customers) await simulator.addCustomer(customer);
  return {
    simulator,
    admin,
    async close() {
      admin.socket.disconnect();
      await app.close();
    },
  };
}
