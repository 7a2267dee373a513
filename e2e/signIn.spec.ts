import { ana, business, expect, test } from './fixtures.ts';
import { createChatPage } from './pageModels/ChatPage.ts';
import { createRest } from './rest.ts';
import { countRenewals, shortenTokens } from './shortTokens.ts';
import { watchSockets } from './sockets.ts';

const secret = 'a secret of the end-to-end tests, long enough';
test.use({ settings: { JWT_SECRET: secret } });

/** Long enough to load two tabs, in milliseconds. */
const shortLife = 20_000;

test('a sign-in that ends is renewed by one of two tabs, and both go on in place', async ({
  context,
  linkedAdmin,
  page,
  server,
  simulator,
}) => {
  test.setTimeout(120_000);
  await simulator.write(ana.phoneNumber, business, 'Hello');
  await linkedAdmin.row('Ana').click();
  const other = createChatPage(await context.newPage());

  const endsAt = Date.now() + shortLife;
  const shortening = await shortenTokens(context, { secret, endsAt });
  const tabs = [linkedAdmin, other].map((chat) => ({ chat, sockets: watchSockets(chat.page) }));
  for (const { chat } of tabs) {
    await chat.page.goto(page.url());
    await expect(chat.message('Hello')).toBeVisible();
  }
  await shortening.stop();
  const countSince = countRenewals(context);
  expect(Date.now(), 'both tabs are there before their tokens end').toBeLessThan(endsAt);

  for (const { sockets } of tabs) {
    await expect.poll(sockets.sent, { timeout: shortLife + 20_000 }).toContain('authenticate');
  }
  expect(countSince()).toBe(1);

  // What others write in the open conversation comes through its room alone.
  const rest = await createRest(server, server.agent);
  await rest.send(ana.phoneNumber, 'From a colleague');
  for (const { chat, sockets } of tabs) {
    await expect(chat.message('From a colleague')).toBeVisible();
    const since = sockets.sent().slice(sockets.sent().indexOf('authenticate') + 1);
    for (const event of ['authenticate', 'get_conversations', 'get_messages_between'])
      expect(since).not.toContain(event);
    expect({ opened: sockets.opened(), closed: sockets.closed() }).toEqual({ opened: 1, closed: 0 });
  }
  expect(countSince()).toBe(1);
});
