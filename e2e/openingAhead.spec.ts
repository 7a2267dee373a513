import { ana, business, expect, test } from './fixtures.ts';

test('before anybody opens a conversation one is drawn where nobody sees it, and nothing is told of it', async ({
  linkedAdmin: chat,
  page,
  simulator,
}) => {
  await simulator.write(ana.phoneNumber, business, 'Hello');
  await expect(chat.row('Ana')).toBeVisible();
  await page.addInitScript(watchHidden);
  const told: string[] = [];
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => told.push(String(payload))));
  await page.reload();
  await expect(chat.row('Ana')).toBeVisible();
  await page.waitForFunction(() => Reflect.get(window, 'hidden').length > 0);
  const hidden: unknown = await page.evaluate(() => Reflect.get(window, 'hidden'));
  expect(hidden).toEqual([{ isConnected: false, hasRows: true, isVisible: false }]);
  await expect(page.locator('body')).toBeFocused();
  expect(told.join('\n')).toContain('get_conversations');
  expect(told.filter((frame) => /conversation"|messages_between|typing|mark/.test(frame))).toEqual([]);

  await test.step('the list stays as it is when what is in view is opened', async () => {
    await page.evaluate(() => Reflect.set(window, 'moved', 0));
    await chat.row('Ana').click();
    await expect(page.getByRole('listitem', { name: /Hello/ })).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused();
    expect(await page.evaluate(() => Reflect.get(window, 'moved'))).toBe(0);
  });
});

/** Runs in the page: notes what is put into it that takes no part, and counts who moves the list of conversations. */
function watchHidden(): void {
  const hidden: object[] = [];
  Object.assign(window, { hidden, moved: 0 });
  new MutationObserver((changes) => {
    for (const node of changes.flatMap(({ addedNodes }) => Array.from(addedNodes))) {
      if (!(node instanceof HTMLElement) || !node.inert) continue;
      const hasRows = node.querySelectorAll('[data-key]').length > 10;
      const isVisible = node.checkVisibility({ visibilityProperty: true });
      hidden.push({ isConnected: node.isConnected, hasRows, isVisible });
    }
  }).observe(document, { childList: true, subtree: true });
  Element.prototype.scrollTo = new Proxy(Element.prototype.scrollTo, {
    apply(scrollTo, element, to) {
      const isList = element.querySelector('[aria-label="Conversations"]') !== null;
      if (isList) Reflect.set(window, 'moved', Reflect.get(window, 'moved') + 1);
      return Reflect.apply(scrollTo, element, to);
    },
  });
}
