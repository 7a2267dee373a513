import { setTimeout as pause } from 'node:timers/promises';
import { ana, business, expect, test } from '../fixtures.ts';
import { bundle } from './bundle.ts';
import { createIntegrator } from './integrator.ts';
import { openLine } from './openLine.ts';
import { makeHtml, openPage } from './openPage.ts';
import { fillIn, type Guide, readGuide } from './readGuide.ts';

const bruno = { phoneNumber: '+4915122222222', name: 'Bruno' };
const local = 'ws://localhost:3000';

test('what the rooms client’s guide shows works as it stands', async ({ browser, server, simulator, linkedAdmin }) => {
  test.slow();
  const { key, send, findCustomerId } = await createIntegrator(server, 'agent');
  await simulator.addCustomer(bruno.phoneNumber, bruno.name);
  await simulator.write(ana.phoneNumber, business, 'Hello');
  await expect(linkedAdmin.row('Ana')).toBeVisible();
  const customerId = await findCustomerId(ana.phoneNumber);

  const guide = await readGuide('roomsClient');
  const url = `${server.url.replace('http', 'ws')}/?token=${key}`;
  const modules = { ...writeClients(guide), ...writePages(guide, { url, customerId }) };
  const page = await (await browser.newContext()).newPage();
  const { said, faults } = await openPage(page, {
    url: server.url,
    html: makeHtml('dashboard', 'statuses', 'chat', 'hook', 'window'),
    script: await bundle(modules),
  });
  const count = (text: string) => said.filter((one) => one.text.startsWith(text)).length;
  await page.getByRole('button', { name: 'Join' }).click();
  // The dashboard, the guide's first test and the client in pieces; the chat, its second test, the hook and again the pieces.
  await expect.poll(() => count('Joined general WhatsApp room: whatsapp:general')).toBe(3);
  await expect
    .poll(() => count(`Joined customer room: whatsapp:customer:${customerId} for customer: ${customerId}`))
    .toBe(4);
  await expect.poll(() => count('Event: connected')).toBe(1);
  await expect.poll(() => count('Socket error:')).toBeGreaterThan(0);

  await simulator.write(ana.phoneNumber, business, 'Is it open?');
  await expect(page.locator('#dashboard p')).toHaveText(['Is it open?']);
  await send(ana.phoneNumber, 'It is.');
  await simulator.write(bruno.phoneNumber, business, 'Where are you?');
  await expect(page.locator('#dashboard p')).toHaveText(['Is it open?', 'It is.', 'Where are you?']);
  await expect(page.locator('#chat p')).toHaveText(['Is it open?', 'It is.']);
  await expect(page.locator('#hook p')).toHaveText(['Is it open?', 'It is.']);
  await expect(page.locator('#window p')).toHaveText(['Is it open?', 'It is.', 'Where are you?']);
  await expect(page.locator('#statuses p').filter({ hasText: 'delivered' })).toHaveCount(1);
  // In both rooms, and told once.
  await expect.poll(() => count('Test message received:')).toBe(3);

  const [told] = said.filter(({ text }) => text.startsWith('Test message received:'));
  await expect
    .poll(() => told?.values[1])
    .toMatchObject({
      conversationId: expect.any(String),
      customerId,
      whatsappNumber: ana.phoneNumber,
      whatsappMessageId: expect.any(String),
      senderType: 'customer',
      messageType: 'text',
      content: 'Is it open?',
      status: 'delivered',
      isTemplate: false,
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    });

  await page.getByRole('button', { name: 'Leave' }).click();
  await expect.poll(() => count('Left customer room:')).toBe(1);
  await simulator.write(ana.phoneNumber, business, 'Thank you');
  await expect(page.locator('#chat p').last()).toHaveText('Thank you');
  await expect(page.locator('#hook p')).toHaveCount(2);
  expect(faults).toEqual([]);
});

test('a line that drops for a minute loses the guide’s client nothing, nor the live page', async ({
  browser,
  page,
  server,
  simulator,
  linkedAdmin,
}) => {
  test.setTimeout(180_000);
  const { key } = await createIntegrator(server, 'agent');
  const line = await openLine(server.url);
  const guide = await readGuide('roomsClient');
  const url = `${line.url.replace('http', 'ws')}/?token=${key}`;
  const other = await (await browser.newContext()).newPage();
  const { said, faults } = await openPage(other, {
    url: line.url,
    html: makeHtml('dashboard', 'statuses'),
    script: await bundle({ ...writeClients(guide), 'main.ts': writeDashboard(guide, url) }),
  });
  await linkedAdmin.page.goto(`${line.url}/live`);
  const rows = page.getByRole('list', { name: 'Messages' }).getByRole('listitem');
  await expect.poll(() => said.some(({ text }) => text.startsWith('Joined general'))).toBe(true);
  await expect(page.getByText('Connected', { exact: true })).toBeVisible();

  const texts = ['Before', 'On the way', 'Lost 1', 'Lost 2', 'Lost 3', 'After'];
  const write = (text: string) => simulator.write(ana.phoneNumber, business, text);
  const showAll = async (shown: string[]) => {
    await expect(other.locator('#dashboard p')).toHaveText(shown, { timeout: 20_000 });
    await expect(rows).toContainText(shown.toReversed(), { timeout: 20_000 });
  };
  await write('Before');
  await showAll(texts.slice(0, 1));
  line.hold();
  await write('On the way');
  await expect(page.getByText('Connected', { exact: true })).toBeVisible();
  line.cut();
  await expect(page.getByText('Reconnecting…').first()).toBeVisible();
  for (const text of texts.slice(2, 5)) {
    // The minute itself.
    await pause(20_000);
    await write(text);
  }
  line.mend();
  await showAll(texts.slice(0, 5));
  await write('After');
  await showAll(texts);
  // Who is connected is asked every quarter of a minute.
  await expect(page.getByRole('alert')).toHaveCount(0, { timeout: 20_000 });
  expect(faults).toEqual([]);
  await line.close();
});

/** The guide's client, whole and in the pieces in which it comes to be. */
function writeClients(guide: Guide): Record<string, string> {
  const pieces = ['1. Basic Connection Setup', '2. Room Management', '3. Message Handling', 'Error Handling'];
  const [importLine = ''] = guide('1. Basic Connection Setup').split('\n');
  const [messageType = ''] = guide('3. Message Handling').split('class ');
  return {
    'client.ts': `${importLine}\n${messageType}\n${guide('4. Complete Client Class')}`,
    ...Object.fromEntries(
      pieces.map((heading, index) => [
        `piece${index + 1}.ts`,
        `${guide(heading)}\nexport { WhatsAppWebSocketClient };`,
      ]),
    ),
  };
}

/** What the guide's other code is set into: what it takes for granted, and what starts it. */
function writePages(guide: Guide, { url, customerId }: { url: string; customerId: string }): Record<string, string> {
  const importClient = `import { WhatsAppWebSocketClient } from './client.ts';`;
  return {
    'main.ts': ['dashboard', 'chat', 'hook', 'tests', 'debug', 'pieces']
      .map((name) => `import './${name}.ts';`)
      .join('\n'),
    'dashboard.ts': writeDashboard(guide, url),
    'chat.ts': `
      ${importClient}
      ${guide('2. Individual Chat Implementation')}
      class ShownChat extends ChatInterface {
        createMessageElement({ content }) {
          return Object.assign(document.createElement('p'), { textContent: content });
        }
      }
      const chat = new ShownChat('${url}');
      chat.chatContainer = document.getElementById('chat');
      chat.openChat('${customerId}');`,
    'hook.ts': `
      ${importClient}
      import { showHook } from './showHook.ts';
      ${guide('3. React Hook Implementation')}
      showHook({ useMessages: useWhatsAppWebSocket, serverUrl: '${url}', customerId: '${customerId}' });`,
    'tests.ts': `
      ${importClient}
      ${fillIn(guide('1. Test Connection'), { [local]: url })}
      ${fillIn(guide('2. Test Customer Room'), { customer123: customerId })}`,
    'debug.ts': `
      ${importClient}
      ${fillIn(guide('Debug Mode'), { [local]: url })}`,
    'pieces.ts': `
      import { joinParts } from './joinParts.ts';
      import { WhatsAppWebSocketClient as Connection } from './piece1.ts';
      import { WhatsAppWebSocketClient as Rooms } from './piece2.ts';
      import { WhatsAppWebSocketClient as Messages } from './piece3.ts';
      import { WhatsAppWebSocketClient as Errors } from './piece4.ts';
      window.addEventListener('whatsappMessage', ({ detail }) => {
        const shown = Object.assign(document.createElement('p'), { textContent: detail.content });
        document.getElementById('window').append(shown);
      });
      const Whole = joinParts(Connection, Rooms, Messages, Errors);
      const client = new Whole('${url}');
      client.setupRoomEventListeners();
      client.joinGeneralRoom();
      client.joinCustomerRoom('${customerId}');
      client.joinCustomerRoom('nobody');`,
  };
}

/** The guide's dashboard, with the two functions of the page that it calls. */
function writeDashboard(guide: Guide, url: string): string {
  return `
    import { WhatsAppWebSocketClient } from './client.ts';
    const show = (id, text) => {
      document.getElementById(id).append(Object.assign(document.createElement('p'), { textContent: text }));
    };
    const updateDashboardMessage = ({ content }) => show('dashboard', content);
    const updateMessageStatus = ({ status }) => show('statuses', status);
    ${fillIn(guide('1. Dashboard Implementation'), { [local]: url })}`;
}
