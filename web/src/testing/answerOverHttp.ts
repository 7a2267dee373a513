import { commandInputs } from '@erp-whatsapp/shared/commands';
import type { ErpPayload, ErpRequest } from '@erp-whatsapp/shared/dialects/erp';
import { errorTable } from '@erp-whatsapp/shared/errors';
import { HttpResponse, http } from 'msw';
import { api, apiUrl } from './handlers.ts';
import type { TestServer } from './startServer.ts';

export type HttpSide = {
  /** While false the API answers as a proxy does behind which there is no server. */
  isReachable: boolean;
  /** What came this way, in order. */
  asked: ErpRequest[];
};

/** Lets the test's server answer over HTTP too, the same as over its socket, until the test ends. */
export function answerOverHttp(server: TestServer): HttpSide {
  const side: HttpSide = { isReachable: true, asked: [] };

  async function answer<E extends ErpRequest>(event: E, payload: ErpPayload<E>): Promise<Response> {
    if (!side.isReachable) return new HttpResponse('Bad gateway', { status: 502 });
    side.asked.push(event);
    server.received.push({ event, payload });
    const result = await server.answers[event](payload);
    if (result === null) return HttpResponse.error();
    return HttpResponse.json(result, { status: result.success ? 200 : errorTable[result.code].status });
  }

  api.use(
    http.post(`${apiUrl}/api/messages`, async ({ request }) =>
      answer('send_message', commandInputs.sendMessage.parse(await request.json())),
    ),
    http.get(`${apiUrl}/api/conversations`, () => answer('get_conversations', {})),
    http.get(`${apiUrl}/api/connection-status`, () => answer('get_connection_status', {})),
    http.get(`${apiUrl}/api/messages/between`, ({ request }) =>
      answer('get_messages_between', commandInputs.getMessagesBetween.parse(readQuery(request))),
    ),
    http.get(`${apiUrl}/api/sync`, ({ request }) => answer('sync', commandInputs.sync.parse(readQuery(request)))),
  );
  return side;
}

function readQuery(request: Request): Record<string, string | number> {
  const fields = [...new URL(request.url).searchParams];
  return Object.fromEntries(fields.map(([name, value]) => [name, /^\d+$/.test(value) ? Number(value) : value]));
}
