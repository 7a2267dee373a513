import { describe, expect, it } from 'vitest';
import { formatPhone, readLid, readPhone } from './phone.ts';

describe('readPhone', () => {
  it.each([
    ['+49 (1511) 234-5678', '+4915112345678'],
    ['004915112345678', '+4915112345678'],
    ['4915112345678@s.whatsapp.net', '+4915112345678'],
    ['4915112345678:12@s.whatsapp.net', '+4915112345678'],
    ['1234567', '+1234567'],
    ['123456789012345', '+123456789012345'],
  ])('reads %s', (input, expected) => {
    expect(readPhone(input)).toBe(expected);
  });

  it.each(['', '123456', '1234567890123456', 'abc', '+', '12345678x', '123@lid', '++4915112345678', '١٢٣٤٥٦٧٨'])(
    'refuses %j',
    (input) => {
      expect(readPhone(input)).toBeNull();
    },
  );
});

describe('formatPhone', () => {
  it('writes a number as its country does', () => {
    expect(formatPhone('+4915112345678')).toBe('+49 1511 2345678');
  });
  it('leaves what has no plan as it is', () => {
    expect(formatPhone('+9991234567')).toBe('+9991234567');
  });
});

describe('reading the JID of who hides the number', () => {
  it.each(['123456789012345@lid', ' 123456789012345:7@LID '])('reads %j', (text) => {
    expect(readLid(text)).toBe('123456789012345');
  });

  it.each(['', '123', '123@s.whatsapp.net', 'a@lid', '1@lid.example', '@lid'])('refuses %j', (text) => {
    expect(readLid(text)).toBeNull();
  });
});
