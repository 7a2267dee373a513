import type { TestApp } from './startApp.ts';

type Asked = { body?: unknown; token?: string; headers?: Record<string, string> };
export type Answered = { status: number; headers: Headers; body: unknown };

/** Calls the API, with JSON both ways. @returns a function of method, path below `/api` and what goes along */
export function createCall(app: () => Pick<TestApp, 'url'>) {
  return async function call(
    method: string,
    path: string,
    { body, token, headers = {} }: Asked = {},
  ): Promise<Answered> {
    const response = await fetch(`${app().url}/api${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    return { status: response.status, headers: response.headers, body: answer };
  };
}
