import { ana, business, expect, test } from './fixtures.ts';

const bo = { phoneNumber: '+4915122222222', name: 'Bo' };
const carla = { phoneNumber: '+4915133333333', name: 'Carla' };

test('the list is put in order: pinned, marked, archived and back, on every screen of the team', async ({
  browser,
  linkedAdmin: chat,
  server,
  simulator,
  signIn,
}) => {
  const { page } = chat;
  for (const customer of [bo, carla]) await simulator.addCustomer(customer.phoneNumber, customer.name);
  for (const { phoneNumber, name } of [ana, bo, carla]) {
    await simulator.write(phoneNumber, business, `Hello from ${name}`);
    await expect(chat.row(name)).toBeVisible();
  }
  const listOf = (on: typeof page) => on.getByRole('list', { name: 'Conversations' }).getByRole('link');
  const order = async (names: string[], on = page) => {
    await expect(listOf(on)).toHaveCount(names.length);
    await expect(async () => {
      const labels = await listOf(on).evaluateAll((links) =>
        links.map((link) => link.firstElementChild?.textContent ?? ''),
      );
      expect(labels.map((label) => label.split(',')[0])).toEqual(names);
    }).toPass();
  };
  await order(['Carla', 'Bo', 'Ana']);

  const context = await browser.newContext();
  const colleague = await signIn(await context.newPage(), server.agent);
  await order(['Carla', 'Bo', 'Ana'], colleague.page);

  await test.step('by keys on a row', async () => {
    await chat.row('Carla').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expect(chat.row('Ana')).toBeFocused();
    await page.keyboard.press('p');
    await order(['Ana', 'Carla', 'Bo']);
    await expect(chat.row('Ana')).toBeFocused();
    // Pins are one's own.
    await order(['Carla', 'Bo', 'Ana'], colleague.page);
  });

  await test.step('by the row’s menu, and undone', async () => {
    await chat.row('Bo').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Archive' }).click();
    await order(['Ana', 'Carla']);
    await order(['Carla', 'Ana'], colleague.page);
    await page.getByRole('button', { name: 'Undo' }).click();
    await order(['Ana', 'Carla', 'Bo']);
    await order(['Carla', 'Bo', 'Ana'], colleague.page);
  });

  await test.step('what is archived comes back when the customer writes', async () => {
    await chat.row('Bo').focus();
    await page.keyboard.press('e');
    await order(['Ana', 'Carla']);
    await page.getByRole('button', { name: 'Archived' }).click();
    await order(['Bo']);
    await simulator.write(bo.phoneNumber, business, 'One more thing');
    await expect(page.getByText('Nothing archived')).toBeVisible();
    await page.getByRole('button', { name: 'Show all chats' }).click();
    await order(['Ana', 'Bo', 'Carla']);
  });

  await test.step('unread ones by themselves; an answer ends the waiting', async () => {
    await page.getByRole('button', { name: /^Unread/ }).click();
    await order(['Ana', 'Bo', 'Carla']);
    await chat.row('Carla').click();
    await chat.send('Hello Carla');
    await expect(chat.row('Carla')).not.toHaveAccessibleName(/unread/);
    await chat.row('Ana').click();
    await page.mouse.move(0, 0);
    await order(['Ana', 'Bo']);
    await expect(chat.row('Ana')).not.toHaveAccessibleName(/unread/);
    await page.reload();
    await order(['Bo']);
    await expect(page.getByRole('button', { name: /^Unread/ })).toHaveAttribute('aria-pressed', 'true');
  });

  await test.step('the edge of the list is where it was left', async () => {
    const edge = page.getByRole('separator', { name: 'Width of the list' });
    await edge.focus();
    await page.keyboard.press('End');
    const width = async () => (await page.getByRole('region', { name: 'Chats' }).boundingBox())?.width;
    expect(await width()).toBe(480);
    await page.reload();
    await expect.poll(width).toBe(480);
  });
  await context.close();
});
