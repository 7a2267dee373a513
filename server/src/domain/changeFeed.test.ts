import { afterAll, beforeAll, expect, it } from 'vitest';
import { startDomain } from '../testing/startDomain.ts';
import type { Change } from './changeFeed.ts';

let test: Awaited<ReturnType<typeof startDomain>>;

beforeAll(async () => {
  test = await startDomain();
});

afterAll(() => test?.close());

it('leaves nothing out between pages, although its conversation bears a larger number than its messages', async () => {
  const { domain, actor } = test;
  const { workspaceId } = actor;
  const texts = ['one', 'two', 'three', 'four', 'five'];
  for (const message of texts) {
    await domain.messages.send(actor, { to: '+4915111111131', message, messageType: 'text' });
  }
  await domain.conversations.list(actor, { limit: 10 });

  const told: Change[] = [];
  for (let after = 0; ; ) {
    const page = await domain.changeFeed.read({ workspaceId, after, limit: 2 });
    told.push(...page);
    const last = page.at(-1);
    if (!last) break;
    after = last.seq;
  }
  expect(told.flatMap(({ message }) => message?.content ?? [])).toEqual(texts);
  expect(told.at(-1)?.conversation).toMatchObject({ lastMessage: { content: 'five' } });
  expect(told).toHaveLength(texts.length + 1);
});
