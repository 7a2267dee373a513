import { type ErpCommand, type ErpRequest, type ErpResult, erpRequests } from '@erp-whatsapp/shared/dialects/erp';
import type { Failure, Result } from '@erp-whatsapp/shared/errors';
import { conversationRoom } from '../../../domain/conversations.ts';
import { rooms } from '../../rooms.ts';
import type { RunCommand } from '../../runCommand.ts';
import type { Ask, Dialect } from '../dialect.ts';

type Asked = Omit<Ask, 'actor' | 'audience'>;
type Answer<E extends ErpRequest> = (asked: Asked, result: ErpResult<E>) => Promise<void> | void;

/** How each answer is told beside the acknowledgement, and what it does to the socket's rooms. */
const answers: { [E in ErpRequest]: Answer<E> } = {
  send_message: answerSend,
  retry_message: answerSend,
  get_contacts: ({ socket }, result) => void socket.emit('contacts_response', result),
  get_contact: ({ socket }, result) => void socket.emit('contact_response', result),
  update_contact: ({ socket }, result) => void socket.emit('contact_response', result),
  get_conversations: ({ socket }, result) => void socket.emit('conversations_response', result),
  count_waiting: (asked, result) => emitOrError(asked, null, result),
  update_conversation: (asked, result) => emitOrError(asked, null, result),
  get_preferences: ({ socket }, result) => void socket.emit('preferences_response', result),
  get_messages_between: ({ socket }, result) => void socket.emit('messages_between_response', result),
  search_messages: ({ socket }, result) => void socket.emit('search_response', result),
  async get_qr_code({ socket }, result) {
    if (result.success && typeof result.data === 'string') await socket.join(rooms.qr(result.channelId));
    const isTimeout = !result.success && result.code === 'CHANNEL_NOT_ACTIVE';
    socket.emit('qr_code_response', isTimeout ? { ...result, timeout: true } : result);
  },
  get_connection_status: (asked, result) => emitOrError(asked, 'connection_status', result),
  async join_conversation(asked, result) {
    if (result.success) await asked.socket.join(result.room);
    emitOrError(asked, 'joined_conversation', result);
  },
  async leave_conversation(asked, result) {
    if (result.success) {
      await asked.socket.leave(result.room);
      // It may have joined under a former name.
      await asked.socket.leave(conversationRoom(readField(asked.payload, 'conversationId') ?? result.conversationId));
    }
    emitOrError(asked, 'left_conversation', result);
  },
  mark_read: (asked, result) => emitOrError(asked, null, result),
  typing: (asked, result) => emitOrError(asked, null, result),
  sync: ({ socket }, result) => void socket.emit('sync_response', result),
};

/** Each event of the vocabulary, run as its command. */
export function createErpHandlers(runCommand: RunCommand): Dialect['handlers'] {
  const handle = <E extends ErpRequest>(event: E) => {
    const command: ErpCommand<E> = erpRequests[event].command;
    return async (ask: Ask): Promise<Result<object>> => {
      const result: ErpResult<E> = await runCommand(command, ask.actor, ask.payload);
      await answers[event](ask, result);
      return result;
    };
  };
  return {
    send_message: handle('send_message'),
    retry_message: handle('retry_message'),
    get_contacts: handle('get_contacts'),
    get_contact: handle('get_contact'),
    update_contact: handle('update_contact'),
    get_conversations: handle('get_conversations'),
    count_waiting: handle('count_waiting'),
    update_conversation: handle('update_conversation'),
    get_preferences: handle('get_preferences'),
    get_messages_between: handle('get_messages_between'),
    search_messages: handle('search_messages'),
    get_qr_code: handle('get_qr_code'),
    get_connection_status: handle('get_connection_status'),
    join_conversation: handle('join_conversation'),
    leave_conversation: handle('leave_conversation'),
    mark_read: handle('mark_read'),
    typing: handle('typing'),
    sync: handle('sync'),
  } satisfies Record<ErpRequest, unknown>;
}

/** The event's own answer, with a refusal in it. */
export function refuseErp(refusal: Asked & { event: ErpRequest; failure: Failure }): void {
  const answer: Answer<ErpRequest> = answers[refusal.event];
  void answer(refusal, refusal.failure);
}

function answerSend({ socket, payload }: Asked, result: ErpResult<'send_message'>): void {
  if (result.success) {
    const { success: _, ...sent } = result;
    socket.emit('message_sent_success', sent);
    return;
  }
  const { error, code, retryAfterMs } = result;
  socket.emit('message_send_error', {
    error,
    code,
    clientMessageId: readField(payload, 'clientMessageId'),
    conversationId: readField(payload, 'conversationId'),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

function emitOrError({ socket, event }: Asked, response: string | null, result: Result<object>): void {
  if (!result.success) {
    const { error, code, retryAfterMs } = result;
    socket.emit('error', { event, message: error, code, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
  } else if (response !== null) {
    const { success: _, ...payload } = result;
    socket.emit(response, payload);
  }
}

/** A text field of a payload that was refused, so that the client knows which one it was. */
function readField(payload: unknown, name: string): string | null {
  if (typeof payload !== 'object' || payload === null) return null;
  const value: unknown = Object.entries(payload).find(([key]) => key === name)?.[1];
  return typeof value === 'string' && value.length <= 128 ? value : null;
}
