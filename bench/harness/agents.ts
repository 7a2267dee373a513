import type { CommandRequest } from '@erp-whatsapp/shared/commands';
import type {
  ErpClientEvents,
  ErpCommand,
  ErpRequest,
  ErpResult,
  ErpServerEvents,
} from '@erp-whatsapp/shared/dialects/erp';
import { io, type Socket } from 'socket.io-client';

/** Longer than the server ever takes, in milliseconds. */
const answerLimit = 30_000;

type AgentSocket = Socket<ErpServerEvents, ErpClientEvents>;

export type Agent = {
  socket: AgentSocket;
  /** Emits and resolves to the acknowledgement. @throws Error when it is a refusal */
  ask: <E extends ErpRequest>(
    event: E,
    payload: CommandRequest<ErpCommand<E>>,
  ) => Promise<Extract<ErpResult<E>, { success: true }>>;
};

/** A signed-in console. */
export async function connectAgent(url: string, token: string): Promise<Agent> {
  const socket: AgentSocket = open(url, { token });
  await new Promise<void>((resolve, reject) => {
    socket.once('authenticated', () => resolve());
    socket.once('auth_error', ({ message }) => reject(new Error(message)));
    socket.once('connect_error', reject);
  });
  const plain: Socket = socket;
  return {
    socket,
    async ask(event, payload) {
      const result = await plain.timeout(answerLimit).emitWithAck(event, payload);
      if (!result.success) throw new Error(`${event} was refused: ${result.error}`);
      return result;
    },
  };
}

/** A client of a bare relay. */
export async function connectBare(url: string): Promise<Socket> {
  const socket = open(url, {});
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return socket;
}

function open(url: string, auth: Record<string, string>): Socket {
  return io(url, { auth, transports: ['websocket'], forceNew: true, reconnection: false });
}
