import { madeApiKeySchema } from '@erp-whatsapp/shared/apiKey';
import { signedInSchema } from '@erp-whatsapp/shared/auth';
import { readPhone } from '@erp-whatsapp/shared/phone';
import type { Role } from '@erp-whatsapp/shared/user';
import type { Server } from '../server.ts';

type Contacts = { data: { id: string; mobileNo: string }[] };

/** Somebody who writes a program against the server, with a key that the admin made. */
export async function createIntegrator({ url, admin }: Server, role: Role) {
  const call = async (path: string, { headers, body }: { headers: Record<string, string>; body?: object }) => {
    const answer = await fetch(`${url}/api${path}`, {
      headers: { ...headers, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
  const { token } = signedInSchema.parse(await call('/auth/login', { headers: {}, body: admin }));
  const bearer = { authorization: `Bearer ${token}` };
  const made = await call('/api-keys', { headers: bearer, body: { name: 'Integrator', role } });
  const { key } = madeApiKeySchema.parse(made);
  const headers = { 'x-api-key': key };
  return {
    key,

    send: (to: string, message: string) => call('/messages', { headers, body: { to, message } }),

    /** Somebody who has written, or was written to. */
    async findCustomerId(phoneNumber: string): Promise<string> {
      const { data }: Contacts = await call('/contacts', { headers });
      const found = data.find(({ mobileNo }) => mobileNo === readPhone(phoneNumber));
      if (!found) throw new Error(`There is no contact with the number ${phoneNumber}.`);
      return found.id;
    },
  };
}
