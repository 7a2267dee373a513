import { customersResponseSchema, phonesResponseSchema } from '@erp-whatsapp/shared/simulator';
import { business } from './story/stories.ts';
import type { Story } from './story/story.ts';

/** The simulator's phones, by its controls. @param key an admin's API key */
export function reachPhones(address: string, key: string) {
  return {
    /** The shop's phone and its customers', as far as they are not there yet. */
    async make(stories: readonly Story[]): Promise<void> {
      const { phones } = phonesResponseSchema.parse(await call('GET', '/phones'));
      const { customers } = customersResponseSchema.parse(await call('GET', '/customers'));
      if (!phones.some(({ phoneNumber }) => phoneNumber === business.phoneNumber))
        await call('POST', '/phones', business);
      const known = new Set(customers.map(({ phoneNumber }) => phoneNumber));
      for (const { name, phoneNumber, phone } of stories) {
        if (phone === null || known.has(phoneNumber)) continue;
        await call('POST', '/customers', { phoneNumber, name });
        await call('PATCH', `/customers/${phoneNumber}`, { online: phone.isOnline, autoRead: phone.autoReads });
      }
    },

    scan: (phoneNumber: string, qr: string): Promise<unknown> => call('POST', `/phones/${phoneNumber}/link`, { qr }),
  };

  async function call(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${address}${path}`, {
      method,
      headers: { 'x-api-key': key, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`The simulator refused ${method} ${path}: ${JSON.stringify(answer)}`);
    return answer;
  }
}
