import type { ApiKey } from '@erp-whatsapp/shared/apiKey';
import type { SignInSession } from '@erp-whatsapp/shared/auth';
import type { ManagedUser } from '@erp-whatsapp/shared/user';
import { HttpResponse, http } from 'msw';
import { makeUser } from './factories.ts';
import { api, apiState, apiUrl, refuse } from './handlers.ts';

const root = `${apiUrl}/api`;

export type AccountState = {
  people: ManagedUser[];
  keys: ApiKey[];
  sessions: SignInSession[];
  workspace: string;
  password: string;
  /** What was asked for beside lists, in order. */
  calls: { call: string; body: unknown }[];
};

export function makePerson(fields: Partial<ManagedUser> = {}): ManagedUser {
  return {
    ...makeUser({ id: 'u2', name: 'Noor', email: 'noor@shop.test', role: 'agent' }),
    active: true,
    lastSeenAt: null,
    ...fields,
  };
}

export function makeSignIn(fields: Partial<SignInSession> = {}): SignInSession {
  const at = new Date(Date.now() - 5 * 60_000).toISOString();
  return {
    id: 's1',
    browser: 'Firefox',
    system: 'Windows',
    createdAt: at,
    lastUsedAt: at,
    isCurrent: false,
    ...fields,
  };
}

/** The API's accounts, which keep what they are told. */
export function keepAccounts(fields: Partial<AccountState> = {}): AccountState {
  const state: AccountState = {
    people: [{ ...makePerson(makeUser()), lastSeenAt: new Date().toISOString() }],
    keys: [],
    sessions: [makeSignIn({ id: 's0', isCurrent: true })],
    workspace: 'Shop',
    password: 'right',
    calls: [],
    ...fields,
  };
  const take = async (request: Request): Promise<Record<string, unknown>> => {
    const text = await request.text();
    const body: Record<string, unknown> = text === '' ? {} : JSON.parse(text);
    state.calls.push({ call: `${request.method} ${new URL(request.url).pathname.replace('/api', '')}`, body });
    return body;
  };
  api.use(
    http.get(`${root}/users`, () => HttpResponse.json({ success: true, data: state.people })),
    http.post(`${root}/users`, async ({ request }) => {
      const { name, email, role } = await take(request);
      if (state.people.some((person) => person.email === email)) {
        return refuse(409, { code: 'CONFLICT', error: 'There is an account with this e-mail address already.' });
      }
      const made = makePerson({ id: `u${state.people.length + 1}`, name: String(name), email: String(email) });
      state.people.push({ ...made, role: role === 'admin' ? 'admin' : 'agent' });
      return HttpResponse.json({ success: true, ...state.people.at(-1) }, { status: 201 });
    }),
    http.patch(`${root}/users/:id`, async ({ request, params }) => {
      const { password: _, ...change } = await take(request);
      state.people = state.people.map((person) => (person.id === params['id'] ? { ...person, ...change } : person));
      return HttpResponse.json({ success: true, ...state.people.find(({ id }) => id === params['id']) });
    }),
    http.get(`${root}/api-keys`, () => HttpResponse.json({ success: true, data: state.keys })),
    http.post(`${root}/api-keys`, async ({ request }) => {
      const { name, role } = await take(request);
      const createdAt = new Date().toISOString();
      const made = { id: `k${state.keys.length + 1}`, name: String(name), createdAt, lastUsedAt: null };
      state.keys.push({ ...made, role: role === 'admin' ? 'admin' : 'agent' });
      return HttpResponse.json({ success: true, ...state.keys.at(-1), key: 'wak_secret' }, { status: 201 });
    }),
    http.delete(`${root}/api-keys/:id`, async ({ request, params }) => {
      await take(request);
      state.keys = state.keys.filter(({ id }) => id !== params['id']);
      return HttpResponse.json({ success: true });
    }),
    http.get(`${root}/auth/sessions`, () => HttpResponse.json({ success: true, data: state.sessions })),
    http.delete(`${root}/auth/sessions/:id`, async ({ request, params }) => {
      await take(request);
      state.sessions = state.sessions.filter(({ id }) => id !== params['id']);
      return HttpResponse.json({ success: true });
    }),
    http.patch(`${root}/auth/me`, async ({ request }) => {
      const { name } = await take(request);
      apiState.cookieOf = makeUser({ name: String(name) });
      return HttpResponse.json({ success: true, user: apiState.cookieOf });
    }),
    http.post(`${root}/auth/password`, async ({ request }) => {
      const { current, next } = await take(request);
      if (current !== state.password) {
        return refuse(403, { code: 'FORBIDDEN', error: 'The current password is wrong.' });
      }
      state.password = String(next);
      state.sessions = state.sessions.filter(({ isCurrent }) => isCurrent);
      return HttpResponse.json({ success: true });
    }),
    http.get(`${root}/workspace`, () => HttpResponse.json({ success: true, id: 'w1', name: state.workspace })),
    http.patch(`${root}/workspace`, async ({ request }) => {
      state.workspace = String((await take(request))['name']);
      return HttpResponse.json({ success: true, id: 'w1', name: state.workspace });
    }),
  );
  return state;
}
