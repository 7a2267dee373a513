import type { Message } from '@erp-whatsapp/shared/message';
import { afterEach, expect, it } from 'vitest';
import { alone } from '../../peers/alone.ts';
import { startDomain } from '../../testing/startDomain.ts';
import type { Domain } from '../createDomain.ts';

let test: Awaited<ReturnType<typeof startDomain>>;
afterEach(() => test?.close());

it('a send is waited for until there is an outcome, and no longer than was said', async () => {
  test = await startDomain();
  const message = await send();
  expect(await awaitOutcome(message, 50)).toMatchObject({ id: message.id, status: 'pending' });
  const outcome = awaitOutcome(message, 10_000);
  await settle(test.domain, message);
  expect(await outcome).toMatchObject({ id: message.id, status: 'sent' });
  expect(await awaitOutcome(message, 10_000)).toMatchObject({ status: 'sent' });
});

it('what another process does with it is seen although that process can’t be heard', async () => {
  test = await startDomain(undefined, { ...alone, isAlone: false, isReachable: () => false });
  const message = await send();
  const outcome = awaitOutcome(message, 10_000);
  const other = test.openBeside();
  await settle(other.domain, message);
  expect(await outcome).toMatchObject({ id: message.id, status: 'sent' });
  await other.domain.close();
});

async function send(): Promise<Message> {
  const sent = { to: '+4915111111111', message: 'waited for', messageType: 'text' } as const;
  const { id } = await test.domain.messages.send(test.actor, sent);
  const message = await test.storage.messages.get(test.actor.workspaceId, id);
  if (!message) throw new Error('the message is gone');
  return message;
}

const awaitOutcome = ({ id }: Message, limit: number) =>
  test.domain.messages.awaitOutcome(test.actor.workspaceId, id, limit);

const settle = (domain: Domain, message: Message) =>
  domain.messages.settle(test.actor.workspaceId, message, { status: 'sent', error: null, at: Date.now() });
