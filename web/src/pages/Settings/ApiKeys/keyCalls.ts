import '#lib/zodWithoutEval.ts';
import {
  type ApiKey,
  apiKeySchema,
  type MadeApiKey,
  madeApiKeySchema,
  type NewApiKey,
} from '@erp-whatsapp/shared/apiKey';
import { useMemo } from 'react';
import { z } from 'zod';
import { readNothing } from '#lib/api/http.ts';
import { reads } from '#lib/api/reads.ts';
import { type Api, useApi } from '#providers/api-provider.tsx';

/** Everything rejects with an `HttpError`. */
export type KeyCalls = {
  keys: () => Promise<ApiKey[]>;
  make: (key: NewApiKey) => Promise<MadeApiKey>;
  revoke: (id: string) => Promise<void>;
};

export function useKeyCalls(): KeyCalls {
  const api = useApi();
  return useMemo(() => createCalls(api), [api]);
}

const path = '/api/api-keys';
const readMade = reads(madeApiKeySchema);
const readKeys = reads(z.object({ data: z.array(apiKeySchema) }));

function createCalls({ request }: Api): KeyCalls {
  return {
    keys: async () => (await request({ method: 'GET', path, read: readKeys })).data,
    make: (body) => request({ method: 'POST', path, body, read: readMade }),
    async revoke(id) {
      await request({ method: 'DELETE', path: `${path}/${encodeURIComponent(id)}`, read: readNothing });
    },
  };
}
