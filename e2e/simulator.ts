import { signedInSchema } from '@erp-whatsapp/shared/auth';
import { type FaultInput, type SimulatedMediaInput, threadResponseSchema } from '@erp-whatsapp/shared/simulator';
import type { Server } from './server.ts';

/** The virtual phones and customers, played over the control API. */
export async function createSimulator({ url, admin }: Server) {
  const response = await fetch(`${url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(admin),
  });
  const { token } = signedInSchema.parse(await response.json());
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`${url}/api/simulator${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
    return JSON.parse(text);
  };
  return {
    addPhone: (phoneNumber: string) => call('POST', '/phones', { phoneNumber }),
    link: (phoneNumber: string, qr: string) => call('POST', `/phones/${phoneNumber}/link`, { qr }),
    /** Types a pairing code into the phone. */
    typeCode: (phoneNumber: string, pairingCode: string) =>
      call('POST', `/phones/${phoneNumber}/link`, { pairingCode }),
    unlink: (phoneNumber: string) => call('POST', `/phones/${phoneNumber}/unlink`, {}),
    addCustomer: (phoneNumber: string, name: string) => call('POST', '/customers', { phoneNumber, name }),
    /** A customer of whom WhatsApp tells the LID alone. */
    addHiddenCustomer: (phoneNumber: string, name: string) =>
      call('POST', '/customers', { phoneNumber, name, addressing: 'lid', hidesNumber: true }),
    write: (from: string, to: string, text: string) => call('POST', `/customers/${from}/messages`, { to, text }),
    writeFile: (from: string, to: string, { text, ...media }: SimulatedMediaInput & { text: string }) =>
      call('POST', `/customers/${from}/messages`, { to, text, media }),
    read: (customer: string, business: string) => call('POST', `/customers/${customer}/read`, { with: business }),
    typing: (customer: string, business: string, isTyping: boolean) =>
      call('POST', `/customers/${customer}/typing`, { with: business, isTyping }),
    addFault: (fault: FaultInput) => call('POST', '/faults', fault),
    clearFaults: () => call('DELETE', '/faults'),
    /** A customer who is offline gets nothing, and answers nobody. */
    setOnline: (phoneNumber: string, online: boolean) => call('PATCH', `/customers/${phoneNumber}`, { online }),
    /** What the customer's own device shows of what the business sent. */
    async received(customer: string, business: string): Promise<{ text: string; copies: number }[]> {
      const answer = await call('GET', `/customers/${customer}/messages?with=${encodeURIComponent(business)}`);
      return threadResponseSchema.parse(answer).messages.filter(({ fromMe }) => !fromMe);
    },
  };
}

export type Simulator = Awaited<ReturnType<typeof createSimulator>>;
