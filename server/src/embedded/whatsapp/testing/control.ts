import { messageSentResponseSchema, type SimulatedMessage, threadResponseSchema } from '@erp-whatsapp/shared/simulator';

export type ControlAnswer = { status: number; body: Record<string, unknown> };

export type Control = ReturnType<typeof createControl>;

/** The control API, as a test calls it. */
export function createControl(controlUrl: string, headers: Record<string, string> = {}) {
  async function call(method: string, path: string, body?: unknown): Promise<ControlAnswer> {
    const response = await fetch(`${controlUrl}${path}`, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (typeof answer !== 'object' || answer === null) {
      throw new Error(`${method} ${path} answered no object.`);
    }
    return { status: response.status, body: Object.fromEntries(Object.entries(answer)) };
  }

  /** The same, for what must work. */
  async function must(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    const answer = await call(method, path, body);
    if (answer.status >= 400) {
      throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    }
    return answer.body;
  }

  return {
    call,
    must,

    async write(customer: string, to: string, text: string): Promise<string> {
      return messageSentResponseSchema.parse(await must('POST', `/customers/${customer}/messages`, { to, text })).id;
    },

    async thread(customer: string, business: string): Promise<SimulatedMessage[]> {
      const answer = await must('GET', `/customers/${customer}/messages?with=${encodeURIComponent(business)}`);
      return threadResponseSchema.parse(answer).messages;
    },

    async phoneThread(phone: string, customer: string): Promise<SimulatedMessage[]> {
      const answer = await must('GET', `/phones/${phone}/messages?with=${encodeURIComponent(customer)}`);
      return threadResponseSchema.parse(answer).messages;
    },
  };
}
