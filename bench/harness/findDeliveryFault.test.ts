import { expect, it } from 'vitest';
import { findDeliveryFault } from './findDeliveryFault.ts';

const one = { text: 'one', copies: 1 };
const two = { text: 'two', copies: 1 };

it('finds none where each text stands there once, in whatever order', () => {
  expect(findDeliveryFault(['one', 'two'], [two, one])).toBeNull();
});

it.each([
  ['one is missing', [two], 'Of 2 messages 1 did not arrive, 0 arrived more than once, and 0 were never sent.'],
  ['one stands there twice', [one, two, one], '1 arrived more than once'],
  ['one came again under its own id', [one, { ...two, copies: 2 }], '1 arrived more than once'],
  ['a stranger stands there', [one, two, { text: 'three', copies: 1 }], '1 were never sent'],
])('tells that %s', (_, arrived, sentence) => {
  expect(findDeliveryFault(['one', 'two'], arrived)).toContain(sentence);
});
