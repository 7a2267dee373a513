import { type SimulatedMessage, threadResponseSchema } from '@erp-whatsapp/shared/simulator';
import jsqr from 'jsqr';
import { PNG } from 'pngjs';
import { z } from 'zod';
import { type Agent, connectAgent } from './agents.ts';
import { makeFolder } from './folder.ts';
import { type Part, startPart } from './parts.ts';

const certificateRoot = z.object({ publicKey: z.string() });

/** WhatsApp's stand-in as a process of its own, as WhatsApp is. */
export type World = Part & {
  webSocketUrl: string;
  addPhone: (phoneNumber: string) => Promise<void>;
  addCustomer: (phoneNumber: string) => Promise<void>;
  link: (phoneNumber: string, qr: string) => Promise<void>;
  write: (customer: string, business: string, text: string) => Promise<void>;
  /** The customer looks at what the business wrote. */
  read: (customer: string, business: string) => Promise<void>;
  /** What stands on a customer's phone between the two. */
  readThread: (customer: string, business: string) => Promise<SimulatedMessage[]>;
  /** What a client must trust that takes it for WhatsApp: a public key, in hexadecimal. */
  readCertificateRoot: () => Promise<string>;
};

export async function startWorld(): Promise<World> {
  const part = await startPart({
    file: 'server/src/embedded/whatsapp/main.ts',
    settings: { DATA_DIR: makeFolder(), SIMULATOR_PORT: '0' },
    ready: /Control API: (\S+)/,
  });
  const webSocketUrl = /WHATSAPP_WS_URL=(\S+)/.exec(part.output())?.[1] ?? '';
  const post = async (path: string, body: object): Promise<void> => {
    const response = await fetch(`${part.address}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`POST ${path} answered ${response.status}: ${text}`);
  };
  return {
    ...part,
    webSocketUrl,
    addPhone: (phoneNumber) => post('/phones', { phoneNumber }),
    addCustomer: (phoneNumber) => post('/customers', { phoneNumber }),
    link: (phoneNumber, qr) => post(`/phones/${phoneNumber}/link`, { qr }),
    write: (customer, business, text) => post(`/customers/${customer}/messages`, { to: business, text }),
    read: (customer, business) => post(`/customers/${customer}/read`, { with: business }),
    async readThread(customer, business) {
      const response = await fetch(
        `${part.address}/customers/${customer}/messages?with=${encodeURIComponent(business)}`,
      );
      return threadResponseSchema.parse(await response.json()).messages;
    },
    async readCertificateRoot() {
      const response = await fetch(new URL('/certificate-root', part.address));
      return certificateRoot.parse(await response.json()).publicKey;
    },
  };
}

/**
 * Scans the console's QR with the number's phone and waits until it is connected.
 * @param number `forceNew` where it was linked in another world before
 */
export async function linkNumber(
  world: World,
  { url, token }: { url: string; token: string },
  number: { phoneNumber: string; channelId?: string; forceNew?: boolean },
): Promise<void> {
  const agent: Agent = await connectAgent(url, token);
  const { promise: active, resolve } = Promise.withResolvers<void>();
  agent.socket.on('whatsapp_status_update', ({ connected, phoneNumber }) => {
    if (connected && phoneNumber === number.phoneNumber) resolve();
  });
  await world.addPhone(number.phoneNumber);
  const { phoneNumber: _phoneNumber, ...asked } = number;
  const { data } = await agent.ask('get_qr_code', asked);
  if (typeof data !== 'string') throw new Error('The number is linked already.');
  await world.link(number.phoneNumber, readQr(data));
  await active;
  agent.socket.disconnect();
}

/** @param picture a `data:image/png` address */
function readQr(picture: string): string {
  const png = PNG.sync.read(Buffer.from(picture.slice(picture.indexOf(',') + 1), 'base64'));
  const code = jsqr.default(new Uint8ClampedArray(png.data), png.width, png.height);
  if (!code) throw new Error('The picture holds no QR code.');
  return code.data;
}
