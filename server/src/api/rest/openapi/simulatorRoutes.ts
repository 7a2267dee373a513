import { failureSchema } from '@erp-whatsapp/shared/answers';
import {
  changeCustomerSchema,
  createCustomerSchema,
  createPhoneSchema,
  customerMessageSchema,
  customerReadSchema,
  customersResponseSchema,
  customerTypingSchema,
  faultInputSchema,
  faultsResponseSchema,
  linkPhoneSchema,
  linkResponseSchema,
  messageSentResponseSchema,
  phoneMessageSchema,
  phonesResponseSchema,
  simulatedCustomerSchema,
  simulatedPhoneSchema,
  threadQuerySchema,
  threadResponseSchema,
  unlinkPhoneSchema,
  unlinkResponseSchema,
} from '@erp-whatsapp/shared/simulator';
import { z } from 'zod';
import { nothing, type RouteGroup, type RouteSpec } from '../routes.ts';

type Call = Pick<RouteSpec, 'path' | 'summary' | 'input' | 'answer'> & Partial<RouteSpec>;

const thread = { query: { with: 'text' }, input: threadQuerySchema, answer: threadResponseSchema } as const;

/** What the simulator answers, which is a program of its own: described here, handed on by its router. */
export const simulatorRoutes: RouteGroup = {
  name: 'WhatsApp simulator',
  folder: '/api/simulator',
  failure: failureSchema,
  specs: [
    ask({ path: '/phones', summary: 'List the virtual phones', input: nothing, answer: phonesResponseSchema }),
    tell({
      path: '/phones',
      summary: 'Make a virtual phone that owns a number',
      input: createPhoneSchema,
      answer: simulatedPhoneSchema,
      statuses: [201],
    }),
    tell({
      path: '/phones/:number/link',
      summary: 'Scan a QR with a phone, or type a pairing code',
      input: linkPhoneSchema,
      answer: linkResponseSchema,
    }),
    tell({
      path: '/phones/:number/unlink',
      summary: 'Log linked devices out at the phone',
      input: unlinkPhoneSchema,
      answer: unlinkResponseSchema,
    }),
    tell({
      path: '/phones/:number/messages',
      summary: "Write on the business's own phone",
      input: phoneMessageSchema,
      answer: messageSentResponseSchema,
    }),
    ask({ path: '/phones/:number/messages', summary: 'A thread as the phone shows it', ...thread }),
    ask({ path: '/customers', summary: 'List the customers', input: nothing, answer: customersResponseSchema }),
    tell({
      path: '/customers',
      summary: 'Make a customer',
      input: createCustomerSchema,
      answer: simulatedCustomerSchema,
      statuses: [201],
    }),
    tell({
      method: 'patch',
      path: '/customers/:number',
      summary: 'Change how a customer behaves',
      input: changeCustomerSchema,
      answer: simulatedCustomerSchema,
    }),
    tell({
      path: '/customers/:number/messages',
      summary: 'Let a customer write',
      input: customerMessageSchema,
      answer: messageSentResponseSchema,
    }),
    ask({ path: '/customers/:number/messages', summary: "A thread as the customer's own device shows it", ...thread }),
    tell({
      path: '/customers/:number/read',
      summary: 'Let a customer read all that came',
      input: customerReadSchema,
      answer: z.object({ read: z.array(z.string()) }),
    }),
    tell({
      path: '/customers/:number/typing',
      summary: 'Let a customer begin or stop typing',
      input: customerTypingSchema,
      answer: z.object({ isTyping: z.boolean() }),
    }),
    tell({
      path: '/faults',
      summary: 'Let something go wrong',
      input: faultInputSchema,
      answer: z.looseObject({ kind: z.string(), number: z.string().nullable() }),
    }),
    ask({ path: '/faults', summary: 'List what goes wrong', input: nothing, answer: faultsResponseSchema }),
    tell({
      method: 'delete',
      path: '/faults',
      summary: 'Let everything work again',
      input: nothing,
      answer: faultsResponseSchema,
    }),
  ],
};

function ask(call: Call): RouteSpec {
  return { method: 'get', mayCall: 'admin', refusals: ['NOT_FOUND', 'INVALID_PHONE'], ...call };
}

function tell(call: Call): RouteSpec {
  return { method: 'post', mayCall: 'admin', refusals: ['NOT_FOUND', 'INVALID_PHONE', 'CONFLICT'], ...call };
}
