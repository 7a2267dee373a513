import { createServer } from 'node:http';
import express from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createControlRouter } from './controlRouter.ts';
import { fetchCertificateRoot } from './fetchCertificateRoot.ts';
import { startWhatsAppSimulator } from './startWhatsAppSimulator.ts';
import { createControl } from './testing/control.ts';
import { business, customer, startTestSimulator, type TestSimulator } from './testing/startSimulator.ts';

let simulator: TestSimulator;

beforeAll(async () => {
  simulator = await startTestSimulator();
});

afterAll(() => simulator.close());

test('phones and customers are listed as they were made', async () => {
  const { control } = simulator;
  const hidden = { phoneNumber: '49 170 1234567', addressing: 'lid', hidesNumber: true };
  await control.must('POST', '/customers', hidden);

  expect(await control.must('GET', '/phones')).toEqual({
    phones: [{ phoneNumber: business, name: 'Praxis Sonnenschein', devices: [] }],
  });
  const usual = { online: true, autoRead: false, blocked: false };
  expect(await control.must('GET', '/customers')).toEqual({
    customers: [
      { phoneNumber: customer, name: 'Erika', addressing: 'pn', hidesNumber: false, ...usual },
      { phoneNumber: '+491701234567', name: '+491701234567', addressing: 'lid', hidesNumber: true, ...usual },
    ],
  });
  expect(await control.must('PATCH', '/customers/491701234567', { autoRead: true, online: false })).toMatchObject({
    ...{ phoneNumber: '+491701234567', autoRead: true, online: false, blocked: false },
  });
});

test.each([
  ['POST', '/phones', { phoneNumber: 'nonsense' }, 400, 'INVALID_PHONE'],
  ['POST', '/phones', {}, 400, 'INVALID_INPUT'],
  ['POST', '/phones', { phoneNumber: business }, 409, 'CONFLICT'],
  ['POST', '/phones', { phoneNumber: customer }, 409, 'CONFLICT'],
  ['POST', '/phones/4930000000/messages', { to: customer, text: 'x' }, 404, 'NOT_FOUND'],
  ['POST', `/phones/${business}/messages`, { to: '+4930000000', text: 'x' }, 404, 'NOT_FOUND'],
  ['POST', `/phones/${business}/link`, {}, 400, 'INVALID_INPUT'],
  ['POST', `/phones/${business}/link`, { pairingCode: 'ABCD1234' }, 404, 'NOT_FOUND'],
  ['POST', `/phones/${business}/unlink`, { device: 7 }, 404, 'NOT_FOUND'],
  ['POST', '/customers', { phoneNumber: '+4915100000', addressing: 'fax' }, 400, 'INVALID_INPUT'],
  ['PATCH', '/customers/4930000000', { online: true }, 404, 'NOT_FOUND'],
  ['PATCH', `/customers/${business}`, { online: true }, 404, 'NOT_FOUND'],
  ['PATCH', `/customers/${customer}`, { online: 'yes' }, 400, 'INVALID_INPUT'],
  ['POST', `/customers/${customer}/messages`, { to: business }, 400, 'INVALID_INPUT'],
  ['POST', `/customers/${customer}/messages`, { to: '+4930000000', text: 'x' }, 404, 'NOT_FOUND'],
  ['POST', `/customers/${customer}/messages`, { to: business, text: 'x', replyTo: 'none' }, 404, 'NOT_FOUND'],
  ['GET', `/customers/${customer}/messages`, undefined, 400, 'INVALID_INPUT'],
  ['GET', `/customers/${customer}/messages?with=nobody`, undefined, 400, 'INVALID_PHONE'],
  ['POST', `/customers/${customer}/read`, {}, 400, 'INVALID_INPUT'],
  ['POST', `/customers/${customer}/typing`, { with: business }, 400, 'INVALID_INPUT'],
  ['POST', '/faults', { kind: 'earthquake' }, 400, 'INVALID_INPUT'],
  ['POST', '/faults', { kind: 'stream-error' }, 400, 'INVALID_INPUT'],
  ['POST', '/faults', { kind: 'latency', ms: 5, number: 'x' }, 400, 'INVALID_PHONE'],
  ['GET', '/nothing', undefined, 404, 'NOT_FOUND'],
])('%s %s %j answers %i %s and says why', async (...refusal) => {
  const [method, path, body, status, code] = refusal;
  const answer = await simulator.control.call(method, path, body);

  expect(answer).toEqual({ status, body: { success: false, code, error: expect.stringMatching(/^[“"A-Z+].*\.$/) } });
});

test('broken JSON is the asker’s fault', async () => {
  const response = await fetch(`${simulator.controlUrl}/phones`, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' },
  });

  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ success: false, code: 'INVALID_INPUT' });
});

test.each([
  ['origin', 'http://localhost:5000'],
  ['sec-fetch-site', 'same-origin'],
])('a browser, which says %s: %s, is refused', async (header, value) => {
  const direct = createControl(simulator.controlUrl, { [header]: value });

  expect(await direct.call('GET', '/phones')).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
});

test('the router in front hands everything on, without the browser’s headers', async () => {
  const app = express();
  app.use(
    '/api/simulator',
    createControlRouter(async () => simulator.controlUrl),
  );
  app.use((_request, response) => void response.status(418).json({ passed: true }));
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const browser = { origin: 'http://localhost:5000', 'sec-fetch-site': 'same-origin' };
  const proxied = createControl(`http://127.0.0.1:${address.port}/api/simulator`, browser);
  try {
    expect(await proxied.call('GET', '/phones')).toMatchObject({ status: 200 });
    expect(await proxied.call('POST', '/phones', { phoneNumber: business })).toMatchObject({ status: 409 });
    expect(await proxied.call('GET', `/customers/${customer}/messages?with=${encodeURIComponent(business)}`)).toEqual({
      status: 200,
      body: { messages: [], isTyping: false },
    });
    expect(await proxied.call('DELETE', '/faults')).toMatchObject({ status: 200 });
    expect(await proxied.call('GET', '/certificate-root')).toMatchObject({ status: 418 });
  } finally {
    server.close();
  }
});

test('the router in front says so when the simulator is gone', async () => {
  const app = express();
  app.use(createControlRouter(async () => 'http://127.0.0.1:1'));
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  try {
    const answer = await createControl(`http://127.0.0.1:${address.port}`).call('GET', '/phones');
    expect(answer).toEqual({
      status: 500,
      body: { success: false, code: 'INTERNAL', error: 'The WhatsApp simulator does not answer.' },
    });
  } finally {
    server.close();
  }
});

test('the certificate root stays the same over a restart', async () => {
  const before = await fetchCertificateRoot(simulator.controlUrl);
  await simulator.restart();

  expect(await fetchCertificateRoot(simulator.url)).toEqual(before);
  expect(before).toEqual({
    publicKey: expect.stringMatching(/^[0-9a-f]{64}$/),
    serial: 0,
    issuer: 'WhatsAppLongTerm1',
    mediaAuthority: expect.stringMatching(/^-----BEGIN CERTIFICATE-----\n/),
  });
});

test('a port that is taken is an error, not a hang', async () => {
  const port = Number(new URL(simulator.controlUrl).port);

  await expect(startWhatsAppSimulator({ folder: `${simulator.folder}/second`, port })).rejects.toThrow('EADDRINUSE');
});

test('a folder that another simulator works in is an error', async () => {
  const { folder } = simulator;

  await expect(startWhatsAppSimulator({ folder })).rejects.toThrow('Does another simulator run there?');
});
