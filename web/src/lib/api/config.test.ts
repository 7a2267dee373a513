import { expect, it } from 'vitest';
import { readApiConfig } from './config.ts';

it('is our own origin unless it is set; the socket goes where the API is', () => {
  const own = 'https://inbox.test';
  expect(readApiConfig({}, own)).toEqual({ baseUrl: own, socketUrl: own });
  expect(readApiConfig({ VITE_API_BASE_URL: 'https://api.test/' }, own)).toEqual({
    baseUrl: 'https://api.test',
    socketUrl: 'https://api.test',
  });
  expect(readApiConfig({ VITE_SOCKET_URL: 'https://ws.test' }, own)).toEqual({
    baseUrl: own,
    socketUrl: 'https://ws.test',
  });
});
