import type { RequestDetails } from 'web-push';
import type { PushOutcome, PushService } from '../domain/ports/push.ts';
import type { Cipher } from '../domain/ports/security.ts';
import type { SecretStorage } from '../domain/ports/storage/accounts.ts';
import { createPushKeys } from './pushKeys.ts';

/** How long a service may keep what no browser fetches: later it is no news. In seconds. */
const keptFor = 4 * 60 * 60;
/** In milliseconds. */
const answerWithin = 10_000;

/**
 * Web Push: encrypted by RFC 8291 for the browser alone, and signed by RFC 8292 with keys that all server processes share.
 * @param parts.services hosts of push services, each with what is below it, or whole origins: nothing else is asked
 */
export function createPushService(parts: {
  secrets: SecretStorage;
  cipher: Cipher;
  services: readonly string[];
  contact: string;
}): PushService {
  const keys = createPushKeys(parts);

  const serviceOf: PushService['serviceOf'] = (endpoint) => {
    if (!URL.canParse(endpoint)) return null;
    const url = new URL(endpoint);
    if (url.username !== '' || url.password !== '') return null;
    return parts.services.find((service) => isOf(url, service)) ?? null;
  };

  return {
    serviceOf,

    async publicKey() {
      return (await keys.read()).publicKey;
    },

    async send({ endpoint, p256dh, auth }, { payload, topic }) {
      if (serviceOf(endpoint) === null) return 'gone';
      const { publicKey, privateKey } = await keys.read();
      const { default: webPush } = await import('web-push');
      const options = {
        vapidDetails: { subject: parts.contact, publicKey, privateKey },
        TTL: keptFor,
        topic,
        urgency: 'high',
        contentEncoding: 'aes128gcm',
      } as const;
      let details: RequestDetails;
      try {
        details = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, payload, options);
      } catch {
        // What it gave as its keys are none.
        return 'gone';
      }
      const response = await fetch(endpoint, {
        method: details.method,
        headers: Object.entries(details.headers).map(([name, value]): [string, string] => [name, String(value)]),
        body: new Uint8Array(details.body ?? []),
        // Where else it wants to lead is nobody's business.
        redirect: 'manual',
        signal: AbortSignal.timeout(answerWithin),
      });
      await response.body?.cancel();
      return readOutcome(response.status);
    },
  };
}

function isOf({ protocol, origin, hostname, port }: URL, service: string): boolean {
  if (service.includes('://')) return origin === service;
  const isBelow = hostname === service || hostname.endsWith(`.${service}`);
  return isBelow && protocol === 'https:' && port === '';
}

/** 403: the browser subscribed with keys that we have no more. */
function readOutcome(status: number): PushOutcome {
  if (status >= 200 && status < 300) return 'taken';
  return status === 404 || status === 410 || status === 403 ? 'gone' : 'refused';
}
