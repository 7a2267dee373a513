import type { BinaryNode } from 'baileys';
import { expect, test } from 'vitest';
import { readReceipt, readWish } from './receipts.ts';

const me = { id: '4930901820:3@s.whatsapp.net', lid: '91111:3@lid' };
const customer = '4915112345678@s.whatsapp.net';

function receipt(attrs: Record<string, string>, more: string[] = []): BinaryNode {
  const items = more.map((id) => ({ tag: 'item', attrs: { id } }));
  return {
    tag: 'receipt',
    attrs: { id: 'A', t: '1700000000', ...attrs },
    content: [{ tag: 'list', attrs: {}, content: items }],
  };
}

test.each([
  ['without a type', {}, 'delivered'],
  ['of an idle device', { type: 'inactive' }, 'delivered'],
  ['read', { type: 'read' }, 'read'],
  ['played', { type: 'played' }, 'read'],
])('a customer’s receipt %s is about a message of the business', (_, attrs, status) => {
  expect(readReceipt(receipt({ from: customer, ...attrs }), me)).toEqual({
    chatJid: customer,
    whatsappIds: ['A'],
    isOwn: true,
    status,
    seconds: '1700000000',
  });
});

test('one receipt can be about many messages', () => {
  expect(readReceipt(receipt({ from: '92222@lid', type: 'read' }, ['B', 'C']), me)).toMatchObject({
    chatJid: '92222@lid',
    whatsappIds: ['A', 'B', 'C'],
  });
});

test('the business’s own phone tells that it was sent a message, or that it has read a customer’s', () => {
  const own = { from: '4930901820@s.whatsapp.net', recipient: customer };
  expect(readReceipt(receipt({ ...own, type: 'sender' }), me)).toMatchObject({
    chatJid: customer,
    isOwn: true,
    status: 'sent',
  });
  expect(readReceipt(receipt({ ...own, type: 'read-self' }), me)).toMatchObject({
    chatJid: customer,
    isOwn: false,
    status: 'read',
  });
  const byLid = { from: '91111@lid', recipient: '92222@lid', type: 'read' };
  expect(readReceipt(receipt(byLid), me)).toMatchObject({ chatJid: '92222@lid', isOwn: false, status: 'read' });
});

test.each([
  ['a wish for a repetition', { from: customer, type: 'retry' }],
  ['of a group', { from: '123@g.us', participant: customer }],
  ['of ourselves about nobody', { from: '4930901820@s.whatsapp.net' }],
  ['of an unknown kind', { from: customer, type: 'hist_sync' }],
])('%s says nothing about a message', (_, attrs) => {
  expect(readReceipt(receipt(attrs), me)).toBeNull();
});

const retry = (attrs: Record<string, string>, count = '2') => ({
  tag: 'receipt',
  attrs: { id: 'A', type: 'retry', ...attrs },
  content: [{ tag: 'retry', attrs: { count } }],
});

test.each([
  ['a customer’s phone', { from: customer }, { askerJid: customer, isFromSelf: false }],
  [
    'another device of the customer',
    { from: '4915112345678:7@s.whatsapp.net' },
    { askerJid: '4915112345678:7@s.whatsapp.net', isFromSelf: false },
  ],
  [
    'the business’s own phone',
    { from: '4930901820@s.whatsapp.net', recipient: customer },
    { askerJid: '4930901820@s.whatsapp.net', isFromSelf: true },
  ],
])('%s can ask for a message again', (_, attrs, asker) => {
  expect(readWish(retry(attrs), me)).toEqual({ chatJid: customer, whatsappId: 'A', count: 2, ...asker });
});

test('a wish that does not say how often it was made is the first', () => {
  expect(readWish({ tag: 'receipt', attrs: { id: 'A', type: 'retry', from: customer } }, me)?.count).toBe(1);
  expect(readWish(retry({ from: customer }, 'often'), me)?.count).toBe(1);
});

test.each([
  ['in a group', { from: '123@g.us', participant: customer }],
  ['for what the business did not write', { from: customer, recipient: '4915100000000@s.whatsapp.net' }],
  ['of ourselves in no chat', { from: '4930901820@s.whatsapp.net' }],
])('a wish %s is not granted', (_, attrs) => {
  expect(readWish(retry(attrs), me)).toBeNull();
});
