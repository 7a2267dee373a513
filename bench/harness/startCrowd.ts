import { type Part, startPart } from './parts.ts';

export type Crowd = { url: string; size: number; token?: string; conversationId?: string };

/** Connects many clients and, where a conversation is given, joins it. They stay until the part ends. */
export async function startCrowd({ url, size, token, conversationId }: Crowd): Promise<Part> {
  return startPart({
    file: 'bench/harness/crowd.ts',
    settings: {
      CROWD_URL: url,
      CROWD_SIZE: String(size),
      ...(token ? { CROWD_TOKEN: token } : {}),
      ...(conversationId ? { CROWD_CONVERSATION: conversationId } : {}),
    },
    ready: /ready: (\d+)/,
  });
}
