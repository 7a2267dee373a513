/**
 * Where the server is. Without settings everything is on our own origin: the server that serves this page also answers
 * its calls. `VITE_SOCKET_URL` falls back to `VITE_API_BASE_URL`.
 */
export const API_CONFIG = readApiConfig(import.meta.env, window.location.origin);

export type ApiConfig = { baseUrl: string; socketUrl: string };

export function readApiConfig(
  env: { readonly VITE_API_BASE_URL?: string; readonly VITE_SOCKET_URL?: string },
  ownOrigin: string,
): ApiConfig {
  const baseUrl = withoutTrailingSlash(env.VITE_API_BASE_URL || ownOrigin);
  return { baseUrl, socketUrl: withoutTrailingSlash(env.VITE_SOCKET_URL || baseUrl) };
}

function withoutTrailingSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
