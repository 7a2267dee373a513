import { describe, expect, it } from 'vitest';
import { makePassword, ratePassword } from './passwords.ts';

describe('a password’s strength', () => {
  it.each([
    ['seven77', 'short'],
    ['password1234', 'weak'],
    ['aaaaaaaaaaaaaaaaaaaa', 'weak'],
    ['qwertz123456', 'weak'],
    ['Sunshine7', 'fair'],
    ['k7mq-w2xr-9htd-v4pn', 'strong'],
    ['correct horse battery staple', 'strong'],
  ])('of %s is %s', (password, strength) => {
    expect(ratePassword(password)).toBe(strength);
  });

  it('is little with what everybody knows of its owner', () => {
    expect(ratePassword('bea.bakery77')).toBe('fair');
    expect(ratePassword('bea.bakery77', ['bea@bakery.example'])).toBe('weak');
  });
});

it('makes passwords that are strong, readable and never the same', () => {
  const made = Array.from({ length: 200 }, makePassword);
  expect(new Set(made).size).toBe(200);
  for (const password of made) {
    expect(password).toMatch(/^[a-km-np-z2-9]{4}(?:-[a-km-np-z2-9]{4}){3}$/);
    expect(['fair', 'strong']).toContain(ratePassword(password));
  }
});
