import { CommandError, errorTable, toFailure } from '@erp-whatsapp/shared/errors';
import {
  changeCustomerSchema,
  createCustomerSchema,
  createPhoneSchema,
  customerMessageSchema,
  customerReadSchema,
  customerTypingSchema,
  faultInputSchema,
  linkPhoneSchema,
  phoneMessageSchema,
  threadQuerySchema,
  unlinkPhoneSchema,
} from '@erp-whatsapp/shared/simulator';
import express, { type Express, type RequestHandler, type Response } from 'express';
import type { z } from 'zod';
import { describeError, type Log } from '../log.ts';
import type { Customers } from './customers.ts';
import type { FaultControl } from './faultControl.ts';
import type { Phones } from './phones.ts';

export type ControlParts = {
  phones: Phones;
  customers: Customers;
  faults: FaultControl;
  /** What a client needs to trust this server's certificates. */
  certificateRoot: { publicKey: string; serial: number; issuer: string; mediaAuthority: string };
  log: Log;
};

/** The control API over HTTP. Errors are `{ success: false, error, code }`. */
export function createControlApp({ phones, customers, faults, certificateRoot, log }: ControlParts): Express {
  const routes = express.Router();
  routes.use(refuseBrowsers);
  routes.use(express.json({ limit: '64mb' }));

  routes.get('/certificate-root', (_request, response) => void response.json(certificateRoot));

  const api = express.Router();
  routes.use('/api/simulator', api);

  api.post('/phones', async ({ body }, response) => {
    response.status(201).json(await phones.create(parse(createPhoneSchema, body)));
  });
  api.get('/phones', async (_request, response) => {
    response.json({ phones: await phones.list() });
  });
  api.post('/phones/:number/link', async ({ params, body }, response) => {
    response.json({ device: await phones.link(params.number, parse(linkPhoneSchema, body)) });
  });
  api.post('/phones/:number/unlink', async ({ params, body }, response) => {
    response.json({ unlinked: await phones.unlink(params.number, parse(unlinkPhoneSchema, body ?? {})) });
  });
  api.post('/phones/:number/messages', async ({ params, body }, response) => {
    response.json({ id: await phones.write(params.number, parse(phoneMessageSchema, body)) });
  });
  api.get('/phones/:number/messages', async ({ params, query }, response) => {
    response.json(await phones.thread(params.number, parse(threadQuerySchema, query).with));
  });

  api.post('/customers', async ({ body }, response) => {
    response.status(201).json(await customers.create(parse(createCustomerSchema, body)));
  });
  api.get('/customers', async (_request, response) => {
    response.json({ customers: await customers.list() });
  });
  api.patch('/customers/:number', async ({ params, body }, response) => {
    response.json(await customers.change(params.number, parse(changeCustomerSchema, body)));
  });
  api.post('/customers/:number/messages', async ({ params, body }, response) => {
    response.json({ id: await customers.write(params.number, parse(customerMessageSchema, body)) });
  });
  api.get('/customers/:number/messages', async ({ params, query }, response) => {
    response.json(await customers.thread(params.number, parse(threadQuerySchema, query).with));
  });
  api.post('/customers/:number/read', async ({ params, body }, response) => {
    response.json({ read: await customers.read(params.number, parse(customerReadSchema, body).with) });
  });
  api.post('/customers/:number/typing', async ({ params, body }, response) => {
    const { with: withNumber, isTyping } = parse(customerTypingSchema, body);
    await customers.type(params.number, withNumber, isTyping);
    response.json({ isTyping });
  });

  api.post('/faults', async ({ body }, response) => {
    response.json(await faults.add(parse(faultInputSchema, body)));
  });
  api.get('/faults', async (_request, response) => {
    response.json({ faults: await faults.list() });
  });
  api.delete('/faults', async (_request, response) => {
    await faults.clear();
    response.json({ faults: [] });
  });

  const app = express();
  app.disable('x-powered-by');
  app.use((request, response) => routes(request, response, (thrown?: unknown) => answerFailure(thrown, response, log)));
  return app;
}

/** Pages reach the simulator only through the server, which asks for an admin: straight from a browser it is closed. */
const refuseBrowsers: RequestHandler = ({ headers }, _response, next) => {
  const isBrowser = headers.origin !== undefined || headers['sec-fetch-site'] !== undefined;
  next(isBrowser ? new CommandError('FORBIDDEN', 'The simulator takes no requests from web pages.') : undefined);
};

function parse<S extends z.ZodType>(schema: S, input: unknown): z.infer<S> {
  const parsed = schema.safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.join('.') ?? '';
    throw new CommandError('INVALID_INPUT', `${where === '' ? 'The input' : `"${where}"`}: ${issue?.message}.`);
  }
  return parsed.data;
}

/** Answers what went wrong, or that there is no such address when nothing did. */
function answerFailure(thrown: unknown, response: Response, log: Log): void {
  const unknownAddress = new CommandError('NOT_FOUND', 'The simulator has nothing at this address.');
  const failure = toFailure(thrown === undefined ? unknownAddress : toCommandError(thrown));
  if (failure.code === 'INTERNAL') {
    log({ level: 'error', message: 'A control request failed.', error: describeError(thrown) });
  }
  response.status(errorTable[failure.code].status).json(failure);
}

/** What express finds wrong with a request (broken JSON, a body too large) is the asker's to know too. */
function toCommandError(thrown: unknown): unknown {
  const status = thrown instanceof Error && 'status' in thrown ? thrown.status : undefined;
  switch (status) {
    case 400:
      return new CommandError('INVALID_INPUT', 'The body of the request is not valid JSON.');
    case 413:
      return new CommandError('PAYLOAD_TOO_LARGE');
    default:
      return thrown;
  }
}
