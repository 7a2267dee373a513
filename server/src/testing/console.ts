import { type SignedIn, signedInSchema } from '@erp-whatsapp/shared/auth';
import {
  type ChangeCustomer,
  type CreateCustomer,
  type FaultInput,
  type SimulatedMessage,
  threadResponseSchema,
} from '@erp-whatsapp/shared/simulator';
import jsqr from 'jsqr';
import { PNG } from 'pngjs';
import { type Client, connect } from './clients.ts';
import type { TestApp } from './startApp.ts';

export type Credentials = { email: string; password: string };

/** Signs in over HTTP. @returns the access token and the user */
export async function signIn(app: Pick<TestApp, 'url'>, credentials: Credentials): Promise<SignedIn> {
  const response = await fetch(`${app.url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(credentials),
  });
  if (!response.ok) throw new Error(`signing in answered ${response.status}: ${await response.text()}`);
  return signedInSchema.parse(await response.json());
}

/** A socket of a signed-in user. */
export async function connectAs(app: Pick<TestApp, 'url'>, credentials: Credentials): Promise<Client> {
  const { token } = await signIn(app, credentials);
  const client = await connect(app.url, { token });
  await client.next('authenticated');
  return client;
}

/** The simulator's controls, called as an admin. */
export async function createSimulator(app: Pick<TestApp, 'url' | 'admin'>): Promise<Simulator> {
  const { token } = await signIn(app, app.admin);
  return createControls(`${app.url}/api/simulator`, { authorization: `Bearer ${token}` });
}

/** The same of a simulator that runs apart. @param webSocketUrl as it prints it */
export function reachSimulator(webSocketUrl: string): Simulator {
  return createControls(new URL('/api/simulator', webSocketUrl.replace(/^ws/, 'http')).href, {});
}

function createControls(address: string, headers: Record<string, string>) {
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${address}${path}`, {
      method,
      headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return text === '' ? null : JSON.parse(text);
  };
  return {
    call,
    addPhone: (phoneNumber: string) => call('POST', '/phones', { phoneNumber }),
    link: (phoneNumber: string, qr: string) => call('POST', `/phones/${phoneNumber}/link`, { qr }),
    addCustomer: (customer: CreateCustomer) => call('POST', '/customers', customer),
    changeCustomer: (customer: string, change: ChangeCustomer) => call('PATCH', `/customers/${customer}`, change),
    write: (from: string, to: string, text: string) => call('POST', `/customers/${from}/messages`, { to, text }),
    read: (customer: string, business: string) => call('POST', `/customers/${customer}/read`, { with: business }),
    addFault: (fault: FaultInput) => call('POST', '/faults', fault),
    clearFaults: () => call('DELETE', '/faults'),
    /** The thread as the customer's own device shows it. */
    async thread(customer: string, business: string): Promise<SimulatedMessage[]> {
      const answer = await call('GET', `/customers/${customer}/messages?with=${encodeURIComponent(business)}`);
      return threadResponseSchema.parse(answer).messages;
    },
  };
}

export type Simulator = ReturnType<typeof createControls>;

/** Scans the console's QR with a virtual phone and waits until the number is connected. */
export async function linkNumber(parts: { admin: Client; simulator: Simulator }, phoneNumber: string): Promise<void> {
  await parts.simulator.addPhone(phoneNumber);
  await scanQr(parts, phoneNumber);
  await parts.admin.next('whatsapp_status_update', ({ connected }) => connected);
}

/** Scans the console's QR with a virtual phone that is there. */
export async function scanQr(parts: { admin: Client; simulator: Simulator }, phoneNumber: string): Promise<void> {
  const { admin, simulator } = parts;
  const answer = await admin.ask('get_qr_code', {});
  if (!answer.success || typeof answer.data !== 'string') throw new Error(`no QR came: ${JSON.stringify(answer)}`);
  await simulator.link(phoneNumber, readQr(answer.data));
}

/** The text that a QR holds. @param picture a `data:image/png` address */
export function readQr(picture: string): string {
  const png = PNG.sync.read(Buffer.from(picture.slice(picture.indexOf(',') + 1), 'base64'));
  const code = jsqr.default(new Uint8ClampedArray(png.data), png.width, png.height);
  if (!code) throw new Error('the picture holds no QR code');
  return code.data;
}
