import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BusinessClient, pairClient } from './testing/businessClient.ts';
import { business, customer, startTestSimulator, type TestSimulator } from './testing/startSimulator.ts';
import { waitFor } from './testing/waitFor.ts';

const jid = `${customer.slice(1)}@s.whatsapp.net`;
let simulator: TestSimulator;
let client: BusinessClient;

beforeAll(async () => {
  simulator = await startTestSimulator();
  client = await pairClient({ url: simulator.url }, business, simulator.control);
});

afterAll(async () => {
  await client.close();
  await simulator.close();
});

const heard = () => client.presences.map(({ presence }) => presence);

function type(isTyping: boolean) {
  return simulator.control.must('POST', `/customers/${customer}/typing`, { with: business, isTyping });
}

test('typing is told only to who is online and watches the customer', async () => {
  await type(true);
  await client.socket.presenceSubscribe(jid);
  await waitFor('the presence', () => heard().includes('available'));
  expect(heard()).toEqual(['available']);

  await type(true);
  await type(false);
  await waitFor('both', () => heard().length === 3);
  expect(client.presences.slice(1)).toEqual([
    { from: jid, presence: 'composing' },
    { from: jid, presence: 'available' },
  ]);

  await client.socket.sendPresenceUpdate('unavailable');
  await client.socket.query({ tag: 'iq', attrs: { xmlns: 'w:p', type: 'get', to: '@s.whatsapp.net' }, content: [] });
  await type(true);
  await client.socket.sendPresenceUpdate('available');
  await client.socket.query({ tag: 'iq', attrs: { xmlns: 'w:p', type: 'get', to: '@s.whatsapp.net' }, content: [] });
  await simulator.control.must('PATCH', `/customers/${customer}`, { online: false });
  await waitFor('the leaving', () => heard().includes('unavailable'));
  expect(heard()).toEqual(['available', 'composing', 'available', 'unavailable']);
  await simulator.control.must('PATCH', `/customers/${customer}`, { online: true });
});

test('the customer sees the business typing, until the message is there', async () => {
  const isTyping = async () => {
    const answer = await simulator.control.must('GET', `/customers/${customer}/messages?with=${business}`);
    return answer['isTyping'];
  };
  await client.socket.sendPresenceUpdate('composing', jid);
  await waitFor('the typing', isTyping);
  await client.socket.sendPresenceUpdate('paused', jid);
  await waitFor('the pause', async () => !(await isTyping()));

  await client.socket.sendPresenceUpdate('composing', jid);
  await waitFor('the typing', isTyping);
  await client.socket.sendMessage(jid, { text: 'Here it is' });
  await waitFor('the message', async () => (await simulator.control.thread(customer, business)).length === 1);
  expect(await isTyping()).toBe(false);
});
