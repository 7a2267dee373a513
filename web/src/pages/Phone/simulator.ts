import '#lib/zodWithoutEval.ts';
import {
  type ChangeCustomer,
  type CreateCustomer,
  type CreatePhone,
  type CustomerMessage,
  customersResponseSchema,
  linkResponseSchema,
  type PhoneMessage,
  phonesResponseSchema,
  type SimulatedCustomer,
  type SimulatedDevice,
  type SimulatedPhone,
  type ThreadResponse,
  threadResponseSchema,
} from '@erp-whatsapp/shared/simulator';
import { useMemo } from 'react';
import { readNothing } from '#lib/api/http.ts';
import { reads } from '#lib/api/reads.ts';
import { type Api, useApi } from '#providers/api-provider.tsx';

/** What the virtual phones can do. Everything rejects with an `HttpError`. */
export type Simulator = {
  phones: () => Promise<SimulatedPhone[]>;
  makePhone: (phone: CreatePhone) => Promise<void>;
  /** Scans a QR by its text, or types a pairing code. */
  link: (phoneNumber: string, code: { qr: string } | { pairingCode: string }) => Promise<SimulatedDevice>;
  /** One device, or all of them. */
  unlink: (phoneNumber: string, device?: number) => Promise<void>;
  writeAsBusiness: (phoneNumber: string, message: PhoneMessage) => Promise<void>;
  customers: () => Promise<SimulatedCustomer[]>;
  makeCustomer: (customer: CreateCustomer) => Promise<void>;
  changeCustomer: (phoneNumber: string, change: ChangeCustomer) => Promise<void>;
  thread: (phoneNumber: string, business: string) => Promise<ThreadResponse>;
  writeAsCustomer: (phoneNumber: string, message: CustomerMessage) => Promise<void>;
  markRead: (phoneNumber: string, business: string) => Promise<void>;
  tellTyping: (phoneNumber: string, business: string, isTyping: boolean) => Promise<void>;
};

export function useSimulator(): Simulator {
  const api = useApi();
  return useMemo(() => createSimulator(api), [api]);
}

const root = '/api/simulator';

function createSimulator({ request }: Api): Simulator {
  const phone = (phoneNumber: string) => `${root}/phones/${toDigits(phoneNumber)}`;
  const customer = (phoneNumber: string) => `${root}/customers/${toDigits(phoneNumber)}`;
  const post = async (path: string, body: object) => {
    await request({ method: 'POST', path, body, read: readNothing });
  };
  return {
    phones: async () =>
      (await request({ method: 'GET', path: `${root}/phones`, read: reads(phonesResponseSchema) })).phones,
    makePhone: (body) => post(`${root}/phones`, body),
    link: async (phoneNumber, body) => {
      const path = `${phone(phoneNumber)}/link`;
      return (await request({ method: 'POST', path, body, read: reads(linkResponseSchema) })).device;
    },
    unlink: (phoneNumber, device) => post(`${phone(phoneNumber)}/unlink`, { device }),
    writeAsBusiness: (phoneNumber, body) => post(`${phone(phoneNumber)}/messages`, body),
    customers: async () =>
      (await request({ method: 'GET', path: `${root}/customers`, read: reads(customersResponseSchema) })).customers,
    makeCustomer: (body) => post(`${root}/customers`, body),
    changeCustomer: async (phoneNumber, body) => {
      await request({ method: 'PATCH', path: customer(phoneNumber), body, read: readNothing });
    },
    thread: (phoneNumber, business) =>
      request({
        method: 'GET',
        path: `${customer(phoneNumber)}/messages?with=${toDigits(business)}`,
        read: reads(threadResponseSchema),
      }),
    writeAsCustomer: (phoneNumber, body) => post(`${customer(phoneNumber)}/messages`, body),
    markRead: (phoneNumber, business) => post(`${customer(phoneNumber)}/read`, { with: business }),
    tellTyping: (phoneNumber, business, isTyping) =>
      post(`${customer(phoneNumber)}/typing`, { with: business, isTyping }),
  };
}

function toDigits(phoneNumber: string): string {
  return phoneNumber.replace(/\D/g, '');
}
