import type { Page } from '@playwright/test';

/** A line of the page's console: its text, and what else was said with it. */
export type Said = { text: string; values: unknown[] };

type Content = { url: string; html: string; script?: string };

/**
 * Opens a page of an integrator's at the server's own origin, where the server itself has none.
 * @param content.script is at `./main.js`
 * @returns what the page says on its console from now on, and what went wrong in it
 */
export async function openPage(
  page: Page,
  { url, html, script = '' }: Content,
): Promise<{ said: Said[]; faults: string[] }> {
  const said: Said[] = [];
  const faults: string[] = [];
  page.on('console', (message) => {
    const entry: Said = { text: message.text(), values: [] };
    said.push(entry);
    const values = message.args().map((value) => value.jsonValue());
    // A page that is closed takes with it what it said last.
    Promise.all(values).then(
      (read) => entry.values.push(...read),
      () => undefined,
    );
  });
  page.on('pageerror', (error) => faults.push(error.message));
  // To the browser a page that comes from nowhere is not of this machine, as it is where integrators serve theirs.
  await page.context().grantPermissions(['local-network-access'], { origin: url });
  await page.route('**/guide/', (route) => route.fulfill({ contentType: 'text/html', body: html }));
  await page.route('**/guide/main.js', (route) => route.fulfill({ contentType: 'text/javascript', body: script }));
  await page.goto(`${url}/guide/`);
  return { said, faults };
}

/** A page that runs the script, with Socket.IO's client as the server has it, and elements to show things in. */
export function makeHtml(...ids: string[]): string {
  const imports = { 'socket.io-client': '/socket.io/socket.io.esm.min.js' };
  return [
    '<!doctype html>',
    '<title>Guide</title>',
    ...ids.map((id) => `<div id="${id}"></div>`),
    `<script type="importmap">${JSON.stringify({ imports })}</script>`,
    '<script type="module" src="./main.js"></script>',
  ].join('\n');
}
