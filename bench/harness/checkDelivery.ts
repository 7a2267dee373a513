import { setTimeout as pause } from 'node:timers/promises';
import { findDeliveryFault } from './findDeliveryFault.ts';
import type { World } from './world.ts';

/** How long WhatsApp may take for what is still on its way at the end, in milliseconds. */
const deliveryLimit = 60_000;

/**
 * Waits until a customer's phone has what a business sent.
 * @param thread.sent texts of which no two are alike
 * @throws Error when what was sent is not there in time, each message once
 */
export async function checkDelivery(
  world: World,
  { customer, business, sent }: { customer: string; business: string; sent: readonly string[] },
): Promise<void> {
  const read = () => world.readThread(customer, business);
  const end = Date.now() + deliveryLimit;
  let arrived = await read();
  while (arrived.length < sent.length && Date.now() < end) {
    await pause(200);
    arrived = await read();
  }
  const fault = findDeliveryFault(sent, arrived);
  if (fault !== null) throw new Error(fault);
}
