import { join, resolve } from 'node:path';
import { z } from 'zod';

/** Everything that can be set from outside. The only reader of the environment. */
export type Config = Readonly<{
  isProduction: boolean;
  host: string;
  port: number;
  /** Where the embedded store, the simulator and made-up secrets live. */
  dataFolder: string;
  /** `null`: the embedded store. */
  mongoUri: string | null;
  /** What server processes on one database tell each other over; `null`: nothing. */
  redisUrl: string | null;
  /** `null`: made at the first start and kept in the data folder. */
  jwtSecret: string | null;
  /** 32 bytes; `null` as for `jwtSecret`. */
  encryptionKey: Uint8Array | null;
  admin: { email: string; password: string } | null;
  /** Whether anybody may make a workspace of their own. */
  allowSignup: boolean;
  allowedOrigins: readonly string[];
  whatsappNetwork: 'simulator' | 'live';
  /** A WhatsApp server elsewhere, instead of the network's own. */
  whatsappWebSocketUrl: string | null;
  /** How long a code that is typed into the phone can be used. */
  pairingCodeSeconds: number;
  /** Where the files of messages are. */
  mediaFolder: string;
  /** `host:port` from which files may be fetched though it is not public. */
  mediaUrlAllow: readonly string[];
  push: {
    /** Hosts of push services, each with what is below it; outside production also whole origins. */
    services: readonly string[];
    /** Whom a push service may write to: an address that begins with https:// or mailto:. */
    contact: string;
  };
  sendsPerMinute: number;
  eventsPerSecond: number;
  /** What whoever reads the metrics must send; `null`: they are told to this machine alone. */
  metricsToken: string | null;
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}>;

const text = z.string().trim().min(1);
const origin = z.string().refine(isOrigin);
/** Those of the makers of browsers. */
const pushServices = 'fcm.googleapis.com,push.services.mozilla.com,push.apple.com,notify.windows.com';

const count = (minimum: number, maximum: number) => z.coerce.number().int().min(minimum).max(maximum);

const environmentSchema = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  HOST: text.optional(),
  PORT: count(0, 65_535).default(5000),
  DATA_DIR: text.default('.data'),
  MEDIA_DIR: text.optional(),
  MEDIA_URL_ALLOW: z
    .string()
    .transform(splitList)
    .pipe(z.array(z.string().regex(/^[^\s/@]+:\d{1,5}$/)))
    .default([]),
  MONGO_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\/.+/)
    .optional(),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\/.+/)
    .optional(),
  JWT_SECRET: z.string().min(32).optional(),
  ENCRYPTION_KEY: z
    .string()
    .transform(readKey)
    .refine((key) => key.length === 32)
    .optional(),
  ADMIN_EMAIL: z.email().max(254).optional(),
  ADMIN_PASSWORD: z.string().min(10).max(512).optional(),
  ALLOW_SIGNUP: z.enum(['true', 'false']).default('false'),
  ALLOWED_ORIGINS: z.string().transform(splitList).pipe(z.array(origin)).default([]),
  FRONTEND_URL: z.url().optional(),
  WHATSAPP_NETWORK: z.enum(['simulator', 'live']).optional(),
  WHATSAPP_WS_URL: z
    .string()
    .regex(/^wss?:\/\/.+/)
    .optional(),
  PAIRING_CODE_SECONDS: count(1, 600).default(120),
  PUSH_SERVICES: z.string().default(pushServices).transform(splitList),
  PUSH_CONTACT: z
    .string()
    .regex(/^(https:\/\/|mailto:).+/)
    .optional(),
  SENDS_PER_MINUTE: count(1, 1_000_000).default(60),
  EVENTS_PER_SECOND: count(1, 1_000_000).default(20),
  METRICS_TOKEN: z.string().min(16).optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

type SettingName = keyof z.output<typeof environmentSchema>;

/** What each setting must be, in words for the person who set it. */
const expectations: Record<SettingName, string> = {
  NODE_ENV: 'development, test or production',
  HOST: 'an address to listen on, for example 127.0.0.1 or 0.0.0.0',
  PORT: 'a port number from 0 to 65535',
  DATA_DIR: 'a folder',
  MEDIA_DIR: 'a folder',
  MEDIA_URL_ALLOW: 'a list such as localhost:8080,127.0.0.1:9000, and left out in production',
  MONGO_URI: 'an address that begins with mongodb://',
  REDIS_URL: 'an address that begins with redis:// or rediss://',
  JWT_SECRET: 'at least 32 characters that nobody can guess',
  ENCRYPTION_KEY: '32 bytes, as 64 hexadecimal digits or as base64',
  ADMIN_EMAIL: 'an e-mail address',
  ADMIN_PASSWORD: 'a password of at least 10 characters',
  ALLOW_SIGNUP: 'true or false',
  ALLOWED_ORIGINS: 'origins such as https://example.com, separated by commas',
  FRONTEND_URL: 'an address such as https://example.com',
  WHATSAPP_NETWORK: 'simulator or live',
  WHATSAPP_WS_URL: 'an address that begins with ws:// or wss://',
  PAIRING_CODE_SECONDS: 'a whole number from 1 to 600',
  PUSH_SERVICES: 'hosts such as push.services.mozilla.com, separated by commas',
  PUSH_CONTACT: 'an address that begins with https:// or mailto:',
  SENDS_PER_MINUTE: 'a whole number of at least 1',
  EVENTS_PER_SECOND: 'a whole number of at least 1',
  METRICS_TOKEN: 'at least 16 characters that nobody can guess',
  LOG_LEVEL: 'debug, info, warn, error or silent',
};

/** A setting is wrong or missing. The message is a sentence that names it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * @param environment usually `process.env`; an empty value counts as not set
 * @throws ConfigError for the first setting that is wrong, or that production can't do without
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) throw new ConfigError(explain(parsed.error));
  const values = parsed.data;
  const isProduction = values.NODE_ENV === 'production';
  if (isProduction) {
    for (const name of ['JWT_SECRET', 'ENCRYPTION_KEY'] as const) {
      if (values[name] === undefined) {
        throw new ConfigError(`The setting ${name} is missing: in production it must be ${expectations[name]}.`);
      }
    }
  }
  if (isProduction && values.MEDIA_URL_ALLOW.length > 0) {
    throw new ConfigError(`The setting MEDIA_URL_ALLOW is wrong: it must be ${expectations.MEDIA_URL_ALLOW}.`);
  }
  if (values.REDIS_URL !== undefined) {
    for (const name of ['MONGO_URI', 'JWT_SECRET', 'ENCRYPTION_KEY'] as const) {
      if (values[name] === undefined) {
        throw new ConfigError(
          `The setting ${name} is missing: server processes that share REDIS_URL must have the same one, ${expectations[name]}.`,
        );
      }
    }
  }
  const services = values.PUSH_SERVICES;
  if (services.some((service) => !isHost(service) && (isProduction || !isOrigin(service)))) {
    throw new ConfigError(`The setting PUSH_SERVICES is wrong: it must be ${expectations.PUSH_SERVICES}.`);
  }
  if ((values.ADMIN_EMAIL === undefined) !== (values.ADMIN_PASSWORD === undefined)) {
    throw new ConfigError('The settings ADMIN_EMAIL and ADMIN_PASSWORD go together: set both or neither.');
  }
  return {
    isProduction,
    host: values.HOST ?? (isProduction ? '0.0.0.0' : '127.0.0.1'),
    port: values.PORT,
    dataFolder: resolve(values.DATA_DIR),
    mediaFolder: resolve(values.MEDIA_DIR ?? join(values.DATA_DIR, 'media')),
    mediaUrlAllow: values.MEDIA_URL_ALLOW,
    mongoUri: values.MONGO_URI ?? null,
    redisUrl: values.REDIS_URL ?? null,
    jwtSecret: values.JWT_SECRET ?? null,
    encryptionKey: values.ENCRYPTION_KEY ?? null,
    admin:
      values.ADMIN_EMAIL && values.ADMIN_PASSWORD
        ? { email: values.ADMIN_EMAIL, password: values.ADMIN_PASSWORD }
        : null,
    allowSignup: values.ALLOW_SIGNUP === 'true',
    allowedOrigins: [...values.ALLOWED_ORIGINS, ...(values.FRONTEND_URL ? [new URL(values.FRONTEND_URL).origin] : [])],
    whatsappNetwork: values.WHATSAPP_NETWORK ?? (isProduction ? 'live' : 'simulator'),
    whatsappWebSocketUrl: values.WHATSAPP_WS_URL ?? null,
    pairingCodeSeconds: values.PAIRING_CODE_SECONDS,
    push: { services, contact: values.PUSH_CONTACT ?? chooseContact(values) },
    sendsPerMinute: values.SENDS_PER_MINUTE,
    eventsPerSecond: values.EVENTS_PER_SECOND,
    metricsToken: values.METRICS_TOKEN ?? null,
    logLevel: values.LOG_LEVEL,
  };
}

function explain(error: z.ZodError): string {
  const name = String(error.issues[0]?.path[0]);
  const expectation = Object.entries(expectations).find(([setting]) => setting === name)?.[1];
  return `The setting ${name} is wrong: it must be ${expectation ?? 'left out'}.`;
}

function isOrigin(value: string): boolean {
  return URL.canParse(value) && new URL(value).origin === value;
}

function isHost(value: string): boolean {
  return /^(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*$/.test(value);
}

/** Push services want to know whom to write to when something is wrong with what they are sent. */
function chooseContact({ FRONTEND_URL, ADMIN_EMAIL }: { FRONTEND_URL?: string; ADMIN_EMAIL?: string }): string {
  if (FRONTEND_URL?.startsWith('https://')) return FRONTEND_URL;
  return `mailto:${ADMIN_EMAIL ?? 'admin@example.com'}`;
}

/** A key of another length than 32 bytes is refused by the schema. */
function readKey(value: string): Uint8Array {
  return Buffer.from(value, /^[0-9a-f]{64}$/i.test(value) ? 'hex' : 'base64');
}

function splitList(value: string): string[] {
  return value
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}
