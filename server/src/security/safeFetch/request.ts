import { once } from 'node:events';
import { type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';

/**
 * Asks for a URL over a connection of its own to one of the addresses given, whatever its host means elsewhere.
 * @throws Error when nobody answers, or the signal says that it takes too long
 */
export async function ask(url: URL, addresses: readonly string[], signal: AbortSignal): Promise<IncomingMessage> {
  const options: RequestOptions = {
    // No connection that somebody else opened, and no proxy that would look the host up anew.
    agent: false,
    lookup: answerWith(addresses),
    headers: { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'erp-whatsapp' },
    signal,
  };
  const request = url.protocol === 'https:' ? requestHttps(url, options) : requestHttp(url, options);
  // After the answer the body tells of what goes wrong; without a listener it would end the process.
  request.on('error', () => undefined);
  request.end();
  const [response] = await once(request, 'response');
  return response;
}

/** Node asks for the addresses of a name in one of two ways; of an address it asks nothing. */
function answerWith(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, options, callback) => {
    const [first] = all;
    if (options.all || !first) callback(null, all);
    else callback(null, first.address, first.family);
  };
}
