import { connectAgent } from './agents.ts';
import { signIn, startProduct } from './product.ts';
import { linkNumber, startWorld } from './world.ts';

const business = '+4930123456';
const customer = '+4915111111111';

/** @returns a stopped product's folder with one conversation of a customer's message and an answer, for copies of it */
export async function makeTemplate(): Promise<string> {
  const world = await startWorld();
  const product = await startProduct({
    settings: { WHATSAPP_NETWORK: 'simulator', WHATSAPP_WS_URL: world.webSocketUrl },
  });
  const token = await signIn(product.url);
  await linkNumber(world, { url: product.url, token }, { phoneNumber: business });
  const agent = await connectAgent(product.url, token);
  const arrived = new Promise<string>((resolve) => {
    agent.socket.once('new_message', ({ conversationId }) => resolve(conversationId));
  });
  await world.addCustomer(customer);
  await world.write(customer, business, 'Is the blue one still there, and could I have it by Friday?');
  const conversationId = await arrived;
  const delivered = new Promise<void>((resolve) => {
    agent.socket.on('message_status_update', ({ status }) => {
      if (status === 'delivered' || status === 'read') resolve();
    });
  });
  await agent.ask('send_message', {
    conversationId,
    message: 'It is. We can bring it on Thursday, if that suits you.',
  });
  await delivered;
  agent.socket.disconnect();
  await product.end();
  await world.end();
  return product.folder;
}
