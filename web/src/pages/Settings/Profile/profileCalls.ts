import '#lib/zodWithoutEval.ts';
import { type PasswordChange, type SignInSession, signInSessionSchema } from '@erp-whatsapp/shared/auth';
import { useMemo } from 'react';
import { z } from 'zod';
import { readNothing } from '#lib/api/http.ts';
import { reads } from '#lib/api/reads.ts';
import { type Api, useApi } from '#providers/api-provider.tsx';

/** Everything rejects with an `HttpError`. */
export type ProfileCalls = {
  changePassword: (change: PasswordChange) => Promise<void>;
  sessions: () => Promise<SignInSession[]>;
  endSession: (id: string) => Promise<void>;
};

export function useProfileCalls(): ProfileCalls {
  const api = useApi();
  return useMemo(() => createCalls(api), [api]);
}

const readSessions = reads(z.object({ data: z.array(signInSessionSchema) }));

function createCalls({ request }: Api): ProfileCalls {
  return {
    async changePassword(body) {
      await request({ method: 'POST', path: '/api/auth/password', body, read: readNothing });
    },
    sessions: async () => (await request({ method: 'GET', path: '/api/auth/sessions', read: readSessions })).data,
    async endSession(id) {
      await request({ method: 'DELETE', path: `/api/auth/sessions/${encodeURIComponent(id)}`, read: readNothing });
    },
  };
}
