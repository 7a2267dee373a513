import { HttpResponse, http } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import { createOtherTabs } from '#lib/outbox/otherTabs.ts';
import { makeUser } from '#testing/factories.ts';
import { api, apiState, apiUrl, refuse } from '#testing/handlers.ts';
import { createHttp } from './http.ts';
import { createHttpCommand } from './httpCommand.ts';
import { createSession } from './session.ts';
import { createSignInTabs } from './signInTabs.ts';

const noAnswer = { success: false, code: 'NO_ANSWER', error: 'The server did not answer.' };
const stored = {
  success: true,
  id: 'm1',
  messageId: null,
  clientMessageId: 'a',
  conversationId: 'c1',
  status: 'pending',
  timestamp: '2026-01-01T00:00:00.000Z',
};

function ask(...[event, payload]: Parameters<ReturnType<typeof createHttpCommand>>) {
  return createHttpCommand(createSession(createHttp(apiUrl), createSignInTabs(createOtherTabs().doAlone)))(
    event,
    payload,
  );
}

beforeEach(() => {
  apiState.cookieOf = makeUser();
});

describe('a command over HTTP', () => {
  it('carries the fields of the socket’s, and answers the same', async () => {
    const seen: unknown[] = [];
    api.use(
      http.post(`${apiUrl}/api/messages`, async ({ request }) => {
        seen.push(await request.json());
        return HttpResponse.json(stored);
      }),
      http.post(`${apiUrl}/api/messages/:id/retry`, ({ params }) => {
        seen.push(params['id']);
        return HttpResponse.json(stored);
      }),
      http.get(`${apiUrl}/api/conversations`, ({ request }) => {
        seen.push(new URL(request.url).search);
        return HttpResponse.json({ success: true, data: [], nextCursor: null });
      }),
    );
    expect(await ask('send_message', { to: '+49', message: 'Hi', clientMessageId: 'a' })).toEqual(stored);
    expect(await ask('retry_message', { id: 'a/b' })).toEqual(stored);
    expect(await ask('get_conversations', { search: 'a&b', unread: true, cursor: undefined })).toMatchObject({
      data: [],
    });
    expect(seen).toEqual([{ to: '+49', message: 'Hi', clientMessageId: 'a' }, 'a/b', '?search=a%26b&unread=true']);
  });

  it('tells why it was refused, and how long to wait', async () => {
    api.use(
      http.post(`${apiUrl}/api/messages`, () =>
        refuse(429, { code: 'RATE_LIMITED', error: 'Too much.', retryAfterMs: 70 }),
      ),
    );
    expect(await ask('send_message', { message: 'Hi' })).toEqual({
      success: false,
      code: 'RATE_LIMITED',
      error: 'Too much.',
      retryAfterMs: 70,
    });
  });

  it.each([
    ['a proxy’s page', () => new HttpResponse('<h1>Please pay</h1>')],
    ['a proxy’s refusal', () => new HttpResponse('Bad gateway', { status: 502 })],
    ['another one’s JSON', () => HttpResponse.json({ success: true, ok: 1 })],
    ['a broken line', () => HttpResponse.error()],
  ])('takes %s for no answer: nothing is known of what the server did', async (_what, answer) => {
    api.use(http.post(`${apiUrl}/api/messages`, answer));
    expect(await ask('send_message', { message: 'Hi' })).toEqual(noAnswer);
  });

  it('is not answered where it needs a socket', async () => {
    expect(await ask('join_conversation', { conversationId: 'c1' })).toEqual(noAnswer);
  });
});
