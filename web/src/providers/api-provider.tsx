import { createContext, type ReactNode, useContext } from 'react';
import type { Session } from '#lib/api/session.ts';

export type Api = Pick<Session, 'request'>;

const ApiContext = createContext<Api | null>(null);

/** The REST API as the signed-in person, for what does not go over the socket. */
export function ApiProvider({ api, children }: { api: Api; children: ReactNode }) {
  return <ApiContext value={api}>{children}</ApiContext>;
}

export function useApi(): Api {
  const api = useContext(ApiContext);
  if (api === null) throw new Error('useApi must be used inside an ApiProvider.');
  return api;
}
