import { type Part, startPart } from './parts.ts';

/** `join`: the event by which each asks for what it listens to, and what that carries. */
export type Crowd = { url: string; size: number; token?: string; join?: [event: string, payload: unknown] };

/** Connects many clients. They stay until the part ends. */
export async function startCrowd({ url, size, token, join }: Crowd): Promise<Part> {
  return startPart({
    file: 'bench/harness/crowd.ts',
    settings: {
      CROWD_URL: url,
      CROWD_SIZE: String(size),
      ...(token ? { CROWD_TOKEN: token } : {}),
      ...(join ? { CROWD_JOIN: JSON.stringify(join) } : {}),
    },
    ready: /ready: (\d+)/,
  });
}
