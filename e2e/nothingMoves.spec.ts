import type { Locator, Page } from '@playwright/test';
import { ana, business, expect, test } from './fixtures.ts';
import { findMovement, sample } from './samples.ts';
import type { Simulator } from './simulator.ts';

const most = 1;
/** Texts of one to five lines. */
const text = (number: number) => `${number} ${'and some more to read '.repeat((number * 7) % 23)}end of ${number}`;

test('what one reads stays where it is, whatever comes, changes or grows around it', async ({
  linkedAdmin,
  page,
  simulator,
}) => {
  test.setTimeout(180_000);
  const olderPages = await holdOlderPages(page);
  const list = page.getByRole('list', { name: 'Messages' });
  for (let number = 1; number < 110; number += 10) {
    const some = Array.from({ length: 10 }, (_, index) => text(number + index));
    await Promise.all(some.map((one) => simulator.write(ana.phoneNumber, business, one)));
  }
  await write(simulator, { from: 120, to: 120 });
  await expect(linkedAdmin.row('Ana')).toContainText('120 and some', { timeout: 60_000 });
  await page.reload();
  await linkedAdmin.row('Ana').click();
  await page.getByRole('button', { name: /new messages$/ }).click();
  await expect(row(list, 'end of 120')).toBeInViewport();
  await expect(linkedAdmin.row('Ana')).not.toHaveAccessibleName(/unread/);
  await page.reload();
  await expect(row(list, 'end of 120')).toBeInViewport();

  await test.step('fifty older ones come above it', async () => {
    olderPages.hold();
    await scrollTo(list, 0);
    const kept = await topmost(list);
    const running = await sample(page, kept);
    const height = await heightOf(list);
    olderPages.release();
    await expect.poll(() => heightOf(list)).toBeGreaterThan(height);
    await settle(page);
    expect(findMovement(await running.stop())).toBeLessThanOrEqual(most);
  });

  await test.step('one comes below it', async () => {
    const running = await sample(page, await topmost(list));
    await write(simulator, { from: 121, to: 121 });
    await expect(page.getByRole('button', { name: '1 new message' })).toBeVisible();
    await settle(page);
    expect(findMovement(await running.stop())).toBeLessThanOrEqual(most);
  });

  await test.step('the composer grows and shrinks below it', async () => {
    const running = await sample(page, await topmost(list));
    await linkedAdmin.composer.fill('One\nTwo\nThree\nFour\nFive');
    await settle(page);
    await linkedAdmin.composer.fill('');
    await settle(page);
    expect(findMovement(await running.stop())).toBeLessThanOrEqual(most);
  });

  await test.step('what stands above it, and it itself, gets its content late', async () => {
    await page.getByRole('button', { name: '1 new message' }).click();
    await expect(row(list, 'end of 121')).toBeInViewport();
    await simulator.addFault({ kind: 'unreadable-deliveries', number: ana.phoneNumber });
    await simulator.setOnline(ana.phoneNumber, false);
    await simulator.write(ana.phoneNumber, business, `${'A long story. '.repeat(60)}end of above`);
    await simulator.clearFaults();
    await write(simulator, { from: 122, to: 122 });
    await simulator.addFault({ kind: 'unreadable-deliveries', number: ana.phoneNumber });
    await simulator.write(ana.phoneNumber, business, `${'Another one. '.repeat(60)}end of late`);
    await simulator.clearFaults();
    await write(simulator, { from: 123, to: 140 });
    await expect(row(list, 'end of 140')).toBeVisible();
    // The first of the two is cut by the upper edge of the view.
    await scrollBelow(list, 'end of 122');
    const running = await sample(page, 'end of 122');
    const itself = await sample(page, 'end of late');
    await simulator.setOnline(ana.phoneNumber, true);
    await expect(row(list, 'end of late')).toBeVisible();
    await settle(page);
    expect(findMovement(await running.stop())).toBeLessThanOrEqual(most);
    const late = await itself.stop();
    expect(findMovement(late.slice(late.findIndex((one) => one !== null)))).toBeLessThanOrEqual(most);
  });

  await test.step('one’s own message is sent, stored and ticked', async () => {
    await linkedAdmin.composer.fill('My own end of own');
    await settle(page);
    const running = await sample(page, 'end of own');
    await page.keyboard.press('Enter');
    await expect(linkedAdmin.tick('My own end of own', 'Delivered')).toBeVisible();
    await settle(page);
    const samples = await running.stop();
    const shown = samples.slice(samples.findIndex((one) => one !== null));
    expect(findMovement(shown)).toBeLessThanOrEqual(most);
  });

  await test.step('at the end, the last one stays above a composer that grows', async () => {
    const running = await sample(page, 'end of own');
    await linkedAdmin.composer.fill('One\nTwo\nThree\nFour\nFive');
    await settle(page);
    await linkedAdmin.composer.fill('');
    await settle(page);
    expect(findMovement(await running.stop(), 'bottom')).toBeLessThanOrEqual(most);
  });

  await test.step('it is left and come back to', async () => {
    await simulator.addCustomer('+4915122222222', 'Ben');
    await simulator.write('+4915122222222', business, 'Hello from Ben');
    await scrollBelow(list, 'end of 125');
    await settle(page);
    const kept = await topmost(list);
    const place = await topOf(list, kept);
    await linkedAdmin.row('Ben').click();
    await expect(row(list, 'Hello from Ben')).toBeVisible();
    const running = await sample(page, kept);
    await linkedAdmin.row('Ana').click();
    await expect(row(list, kept)).toBeVisible();
    await settle(page);
    const places = (await running.stop()).filter((one) => one !== null);
    expect(places.length).toBeGreaterThan(5);
    for (const { top } of places) expect(Math.abs(top - place)).toBeLessThanOrEqual(most);
  });
});

/** Makes requests for older messages wait until they are released. */
async function holdOlderPages(page: Page): Promise<{ hold: () => void; release: () => void }> {
  let released = Promise.withResolvers<void>();
  released.resolve();
  await page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((frame) => {
      if (typeof frame !== 'string' || !frame.includes('"before"')) server.send(frame);
      else void released.promise.then(() => server.send(frame));
    });
  });
  return {
    hold: () => {
      released = Promise.withResolvers();
    },
    release: () => released.resolve(),
  };
}

async function write(simulator: Simulator, { from, to }: { from: number; to: number }): Promise<void> {
  for (let number = from; number <= to; number += 1) await simulator.write(ana.phoneNumber, business, text(number));
}

function row(list: Locator, ending: string): Locator {
  return list.getByRole('listitem', { name: new RegExp(`${RegExp.escape(ending)}$`) });
}

function scrollTo(list: Locator, top: number): Promise<void> {
  return list.evaluate(async (element, to) => {
    if (element.parentElement) element.parentElement.scrollTop = to;
    for (let frame = 0; frame < 5; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
  }, top);
}

/** Scrolls so that a message is the first that is wholly in view, with the end of the one before it above. */
async function scrollBelow(list: Locator, ending: string): Promise<void> {
  await list.evaluate(async (element, end) => {
    const scroller = element.parentElement;
    for (let tries = 0; scroller && tries < 50; tries += 1) {
      const rows = [...element.querySelectorAll('[data-index]')];
      const found = rows.find((one) => one.getAttribute('aria-label')?.endsWith(end));
      const away = found ? found.getBoundingClientRect().top - scroller.getBoundingClientRect().top - 12 : -300;
      if (Math.abs(away) < 1) return;
      scroller.scrollTop += away;
      for (let frame = 0; frame < 3; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  }, ending);
}

/** How the name of the first message ends that is wholly in view. */
function topmost(list: Locator): Promise<string> {
  return list.evaluate((element) => {
    const upper = element.parentElement?.getBoundingClientRect().top ?? 0;
    const rows = [...element.querySelectorAll('[data-index][aria-label]')]
      .map((one) => ({ label: one.getAttribute('aria-label') ?? '', top: one.getBoundingClientRect().top }))
      .filter(({ top }) => top >= upper)
      .sort((a, b) => a.top - b.top);
    return rows[0]?.label.slice(-12) ?? '';
  });
}

function topOf(list: Locator, ending: string): Promise<number> {
  return row(list, ending).evaluate((one) => {
    const scroller = one.closest('ol')?.parentElement;
    return one.getBoundingClientRect().top - (scroller?.getBoundingClientRect().top ?? 0);
  });
}

function heightOf(list: Locator): Promise<number> {
  return list.evaluate((element) => element.parentElement?.scrollHeight ?? 0);
}

/** What is to come has come: nothing is asked, measured or drawn any more. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let frame = 0; frame < 20; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
  });
}
