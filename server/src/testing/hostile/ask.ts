import { errorTable, isErrorCode } from '@erp-whatsapp/shared/errors';
import { io, type Socket } from 'socket.io-client';
import { z } from 'zod';
import { waitFor } from '../waitFor.ts';

/** An answer that a client of ours can work with: a success, or a code of the table with a sentence. */
export const answerSchema = z.union([
  z.looseObject({ success: z.literal(true) }),
  z.object({
    success: z.literal(false),
    // Not so long that it hands back what was sent.
    error: z.string().min(10).max(1000),
    code: z.string().refine(isErrorCode, { error: `not one of ${Object.keys(errorTable).join(' ')}` }),
    retryAfterMs: z.number().positive().optional(),
  }),
]);
export type Answer = z.infer<typeof answerSchema>;

/** A socket that is not held to the vocabulary. @param token what it signs in with; `null`: not at all */
export async function connectAny(url: string, token: string | null): Promise<Socket> {
  const socket: Socket = io(url, {
    ...(token === null ? {} : { auth: { token } }),
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
  });
  let isSignedIn = token === null;
  socket.once('authenticated', () => (isSignedIn = true));
  await waitFor('the connection', () => socket.connected && isSignedIn);
  return socket;
}

/**
 * Emits anything and reads the answer.
 * @param args what goes before the acknowledgement
 * @throws Error when no answer comes, or none of the form that every answer has
 */
export async function askAny(socket: Socket, event: string, ...args: unknown[]): Promise<Answer> {
  const answer: unknown = await socket.timeout(10_000).emitWithAck(event, ...args);
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) throw new Error(`the answer is of no known form: ${JSON.stringify(answer).slice(0, 500)}`);
  return parsed.data;
}

/** The code of a refusal, or `success`. */
export function outcomeOf(answer: Answer): string {
  return answer.success ? 'success' : answer.code;
}
