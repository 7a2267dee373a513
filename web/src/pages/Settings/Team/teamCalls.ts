import '#lib/zodWithoutEval.ts';
import { type ManagedUser, managedUserSchema, type NewUser, type UserChange } from '@erp-whatsapp/shared/user';
import { useMemo } from 'react';
import { z } from 'zod';
import { reads } from '#lib/api/reads.ts';
import { type Api, useApi } from '#providers/api-provider.tsx';

/** Everything rejects with an `HttpError`. */
export type TeamCalls = {
  people: () => Promise<ManagedUser[]>;
  add: (person: NewUser) => Promise<ManagedUser>;
  change: (id: string, change: UserChange) => Promise<ManagedUser>;
};

export function useTeamCalls(): TeamCalls {
  const api = useApi();
  return useMemo(() => createCalls(api), [api]);
}

const path = '/api/users';
const readPerson = reads(managedUserSchema);
const readPeople = reads(z.object({ data: z.array(managedUserSchema) }));

function createCalls({ request }: Api): TeamCalls {
  return {
    people: async () => (await request({ method: 'GET', path, read: readPeople })).data,
    add: (body) => request({ method: 'POST', path, body, read: readPerson }),
    change: (id, body) =>
      request({ method: 'PATCH', path: `${path}/${encodeURIComponent(id)}`, body, read: readPerson }),
  };
}
