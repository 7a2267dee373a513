import { expect } from '@playwright/test';

type Request = { method: string; path: string; body?: string };

/** Asks with a key as the block says. */
export async function exchange(block: string, { url, key }: { url: string; key: string }) {
  const { method, path, body } = readRequest(block);
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: { 'x-api-key': key, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body }),
  });
  const json: unknown = await answer.json();
  return { status: answer.status, json };
}

/** Each field that the guide shows is there, of the same kind. There may be others. */
export function expectShape(answer: unknown, shown: string): void {
  expect(answer).toMatchObject(toShape(JSON.parse(shown)));
}

/** What a block of HTTP asks for: its method and path, and after an empty line its body, in which remarks may stand. */
function readRequest(block: string): Request {
  const [head = '', ...parts] = block.trim().split('\n\n');
  const [method = '', path = ''] = head.split(/\s+/);
  const body = parts.join('\n\n').replaceAll(/\s+\/\/.*$/gm, '');
  return { method, path, ...(body === '' ? {} : { body }) };
}

function toShape(shown: unknown): Record<string, unknown> {
  if (typeof shown !== 'object' || shown === null) throw new Error('The guide shows no object.');
  return Object.fromEntries(
    Object.entries(shown).map(([name, value]) => [
      name,
      typeof value === 'object' ? toShape(value) : typeof value === 'string' ? expect.any(String) : value,
    ]),
  );
}
