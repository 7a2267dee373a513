import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

const production = { NODE_ENV: 'production', JWT_SECRET: 'x'.repeat(32), ENCRYPTION_KEY: 'ab'.repeat(32) };

describe('readConfig', () => {
  it('needs nothing outside production', () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      port: 5000,
      whatsappNetwork: 'simulator',
      mongoUri: null,
      admin: null,
      allowSignup: false,
    });
  });

  it('takes an empty value for none', () => {
    expect(readConfig({ PORT: '', ALLOWED_ORIGINS: '' })).toMatchObject({ port: 5000, allowedOrigins: [] });
  });

  it.each([
    [{ PORT: 'http' }, 'PORT'],
    [{ PORT: '70000' }, 'PORT'],
    [{ MONGO_URI: 'localhost:27017' }, 'MONGO_URI'],
    [{ REDIS_URL: 'localhost:6379' }, 'REDIS_URL'],
    [{ ENCRYPTION_KEY: 'short' }, 'ENCRYPTION_KEY'],
    [{ JWT_SECRET: 'short' }, 'JWT_SECRET'],
    [{ ALLOWED_ORIGINS: 'example.com' }, 'ALLOWED_ORIGINS'],
    [{ ALLOWED_ORIGINS: 'https://example.com/path' }, 'ALLOWED_ORIGINS'],
    [{ ALLOW_SIGNUP: 'yes' }, 'ALLOW_SIGNUP'],
    [{ WHATSAPP_NETWORK: 'real' }, 'WHATSAPP_NETWORK'],
    [{ ADMIN_EMAIL: 'ana@example.com' }, 'ADMIN_PASSWORD'],
    [{ EVENTS_PER_SECOND: '0' }, 'EVENTS_PER_SECOND'],
    [{ PAIRING_CODE_SECONDS: '601' }, 'PAIRING_CODE_SECONDS'],
    [{ METRICS_TOKEN: 'short' }, 'METRICS_TOKEN'],
    [{ PUSH_SERVICES: '*' }, 'PUSH_SERVICES'],
    [{ PUSH_SERVICES: '127.0.0.1' }, 'PUSH_SERVICES'],
    [{ ...production, PUSH_SERVICES: 'http://push.example.com' }, 'PUSH_SERVICES'],
    [{ PUSH_CONTACT: 'nobody' }, 'PUSH_CONTACT'],
    [{ MEDIA_URL_ALLOW: 'localhost' }, 'MEDIA_URL_ALLOW'],
    [{ MEDIA_URL_ALLOW: 'http://localhost:80' }, 'MEDIA_URL_ALLOW'],
    [{ ...production, MEDIA_URL_ALLOW: 'localhost:8080' }, 'MEDIA_URL_ALLOW'],
  ])('refuses %j by name', (environment, name) => {
    expect(() => readConfig(environment)).toThrow(name);
  });

  it.each(['JWT_SECRET', 'ENCRYPTION_KEY'])('does not start in production without %s', (name) => {
    expect(() => readConfig({ ...production, [name]: undefined })).toThrow(`The setting ${name} is missing`);
  });

  it.each(['MONGO_URI', 'JWT_SECRET', 'ENCRYPTION_KEY'])('wants %s of whoever shares a Redis', (name) => {
    const shared = { ...production, MONGO_URI: 'mongodb://db/erp', REDIS_URL: 'redis://bus' };
    expect(readConfig(shared)).toMatchObject({ redisUrl: 'redis://bus', mongoUri: 'mongodb://db/erp' });
    expect(() => readConfig({ ...shared, NODE_ENV: 'development', [name]: undefined })).toThrow(
      `The setting ${name} is missing`,
    );
  });

  it('keeps files beside the data, or where it is told', () => {
    expect(readConfig({ DATA_DIR: '/data', MEDIA_URL_ALLOW: 'a.test:80, [::1]:90' })).toMatchObject({
      mediaFolder: '/data/media',
      mediaUrlAllow: ['a.test:80', '[::1]:90'],
    });
    expect(readConfig({ DATA_DIR: '/data', MEDIA_DIR: '/shared' }).mediaFolder).toBe('/shared');
  });

  it('is live in production', () => {
    expect(readConfig(production)).toMatchObject({ whatsappNetwork: 'live', isProduction: true, host: '0.0.0.0' });
  });

  it('names the front end or the admin to push services', () => {
    expect(readConfig({}).push.services).toContain('push.services.mozilla.com');
    expect(readConfig({ FRONTEND_URL: 'https://a.example' }).push.contact).toBe('https://a.example');
    const admin = { ADMIN_EMAIL: 'ana@example.com', ADMIN_PASSWORD: 'a long password' };
    expect(readConfig({ ...admin, FRONTEND_URL: 'http://a.example' }).push.contact).toBe('mailto:ana@example.com');
    expect(readConfig({ ...admin, PUSH_CONTACT: 'mailto:it@example.com' }).push.contact).toBe('mailto:it@example.com');
  });

  it('reads a key as hexadecimal digits and as base64', () => {
    const key = Buffer.alloc(32, 7);
    for (const encoding of ['hex', 'base64'] as const) {
      expect(readConfig({ ENCRYPTION_KEY: key.toString(encoding) }).encryptionKey).toEqual(key);
    }
  });

  it('counts the front end among the allowed origins', () => {
    const config = readConfig({ ALLOWED_ORIGINS: 'https://a.example', FRONTEND_URL: 'https://b.example/app' });
    expect(config.allowedOrigins).toEqual(['https://a.example', 'https://b.example']);
  });
});
