import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createAccessTokens } from './accessTokens.ts';
import { createCipher } from './cipher.ts';
import { keepSecret } from './keptSecret.ts';
import { createPasswords } from './passwords.ts';

const claims = {
  userId: 'u',
  id: 'u',
  workspaceId: 'w',
  collegeId: 'w',
  userType: 'college',
  role: 'agent',
} as const;

describe('access tokens', () => {
  const tokens = createAccessTokens('a'.repeat(32));

  it('reads back what it signed', async () => {
    await expect(tokens.verify(await tokens.sign(claims, 60))).resolves.toMatchObject(claims);
  });
  it('tells an expired one from a wrong one', async () => {
    await expect(tokens.verify(await tokens.sign(claims, -1))).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' });
    const foreign = await createAccessTokens('b'.repeat(32)).sign(claims, 60);
    await expect(tokens.verify(foreign)).rejects.toMatchObject({ code: 'NOT_AUTHENTICATED' });
    await expect(tokens.verify('nonsense')).rejects.toMatchObject({ code: 'NOT_AUTHENTICATED' });
  });
  it('refuses a token that is not signed at all', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const unsigned = `${part({ alg: 'none' })}.${part({ ...claims, exp: 4e9 })}.`;
    await expect(tokens.verify(unsigned)).rejects.toMatchObject({ code: 'NOT_AUTHENTICATED' });
  });
});

describe('cipher', () => {
  const cipher = createCipher(Buffer.alloc(32, 1));
  const plain = Buffer.from('private');

  it('reads back what it encrypted, and never looks the same twice', () => {
    const encrypted = cipher.encrypt(plain, 'channel');
    expect(Buffer.from(cipher.decrypt(encrypted, 'channel'))).toEqual(plain);
    expect(cipher.encrypt(plain, 'channel')).not.toEqual(encrypted);
  });
  it('refuses another context, another key and changed bytes', () => {
    const encrypted = cipher.encrypt(plain, 'channel');
    expect(() => cipher.decrypt(encrypted, 'other')).toThrow('ENCRYPTION_KEY');
    expect(() => createCipher(Buffer.alloc(32, 2)).decrypt(encrypted, 'channel')).toThrow('ENCRYPTION_KEY');
    const changed = Uint8Array.from(encrypted, (byte, index) => (index === encrypted.length - 1 ? byte ^ 1 : byte));
    expect(() => cipher.decrypt(changed, 'channel')).toThrow('ENCRYPTION_KEY');
  });
});

describe('passwords', () => {
  const passwords = createPasswords();

  it('knows the right one', async () => {
    const stored = await passwords.hash('correct horse');
    expect(stored).toMatch(/^\$argon2id\$/);
    await expect(passwords.verify(stored, 'correct horse')).resolves.toBe(true);
    await expect(passwords.verify(stored, 'wrong')).resolves.toBe(false);
  });
  it('has no password where there is no account', async () => {
    await expect(passwords.verify(null, 'no account has this password')).resolves.toBe(false);
  });
});

describe('kept secrets', () => {
  const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('stay the same, for the owner’s eyes only', () => {
    const secret = keepSecret(folder, 'first');
    expect(keepSecret(folder, 'first')).toBe(secret);
    expect(keepSecret(folder, 'second')).not.toBe(secret);
    expect(statSync(join(folder, 'first.secret')).mode & 0o777).toBe(0o600);
  });
  it('are never replaced when damaged', () => {
    writeFileSync(join(folder, 'third.secret'), 'half');
    expect(() => keepSecret(folder, 'third')).toThrow('third.secret');
  });
});
