import { ana, business, expect, test } from './fixtures.ts';
import { createRest } from './rest.ts';
import { watchSockets } from './sockets.ts';

/** Customers beside Ana. */
const others = Array.from({ length: 5 }, (_, index) => `+4915122222${String(index).padStart(3, '0')}`);
const nobody = '+4915199999999';
/** More than the server tells in one answer of what happened. */
const missed = 520;

test('after a long sleep without a network the console shows what the server has, and reads only what happened', async ({
  linkedAdmin,
  page,
  server,
  simulator,
}) => {
  test.setTimeout(180_000);
  const rest = await createRest(server, server.admin);
  const sockets = watchSockets(page);
  for (const [index, number] of others.entries()) await simulator.addCustomer(number, `Customer ${index}`);
  for (const number of [ana.phoneNumber, ...others]) await simulator.write(number, business, `Hello from ${number}`);
  await page.reload();
  for (const name of ['Ana', 'Customer 0', 'Customer 4']) await linkedAdmin.row(name).click();
  await linkedAdmin.row('Ana').click();
  await linkedAdmin.send('Before the gap');
  await expect(linkedAdmin.tick('Before the gap', 'Delivered')).toBeVisible();

  const devtools = await page.context().newCDPSession(page);
  await page.context().setOffline(true);
  await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
  // Else the socket would only have stood still, and all would come through it.
  await server.restart('SIGKILL');
  await simulator.read(ana.phoneNumber, business);
  for (let index = 0; index < missed; index += 1) {
    await simulator.write(others[index % others.length] ?? '', business, `Missed ${index}`);
  }
  const last = Array.from({ length: others.length }, (_, index) => `Missed ${missed - 1 - index}`);
  const listTexts = async () => (await rest.list()).map(({ text }) => text);
  await expect.poll(listTexts, { timeout: 60_000 }).toEqual(expect.arrayContaining(last));
  await rest.send(ana.phoneNumber, 'From a colleague');
  await simulator.write(ana.phoneNumber, business, 'Anybody there?');
  await rest.send(others[0] ?? '', 'One moment, please');
  await rest.send(nobody, 'Are you on WhatsApp?');
  const [failed] = await waitForFailure();

  sockets.forget();
  await devtools.send('Page.setWebLifecycleState', { state: 'active' });
  await page.context().setOffline(false);
  await expect(linkedAdmin.message('Anybody there?')).toBeVisible({ timeout: 40_000 });
  await expect(linkedAdmin.tick('Before the gap', 'Read')).toBeVisible();
  // It stands in the open thread, and counts as seen although nothing else happens after the gap.
  const open = async () => (await rest.list()).find(({ text }) => text === 'Anybody there?');
  await expect.poll(open).toMatchObject({ unreadCount: 0 });
  await expect(async () => expect(await linkedAdmin.readList()).toEqual(await rest.list())).toPass();

  // It asked what happened, in more than one answer, and neither for the list nor for any thread.
  const asked = sockets.sent();
  expect(asked.filter((event) => event === 'sync').length).toBeGreaterThan(1);
  expect(asked).not.toContain('get_conversations');
  expect(asked).not.toContain('get_messages_between');

  const list = await rest.list();
  expect(list.find(({ id }) => id === failed?.id)).toMatchObject({ status: 'failed', unreadCount: 0 });
  for (const { id } of list) {
    await linkedAdmin.openById(id);
    await expect(async () => expect(await linkedAdmin.readThread()).toEqual(await rest.thread(id))).toPass();
  }

  async function waitForFailure() {
    const find = async () => (await rest.list()).filter(({ status }) => status === 'failed');
    await expect.poll(find).toHaveLength(1);
    return find();
  }
});
