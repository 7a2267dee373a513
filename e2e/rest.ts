import { signedInSchema } from '@erp-whatsapp/shared/auth';
import { conversationSchema } from '@erp-whatsapp/shared/conversation';
import { type Message, messageSchema } from '@erp-whatsapp/shared/message';
import { managedUserSchema } from '@erp-whatsapp/shared/user';
import type { Credentials, Server } from './server.ts';

const pageSize = 100;

/** What the server has, and what others do meanwhile, over HTTP. */
export async function createRest({ url }: Pick<Server, 'url'>, credentials: Credentials) {
  const signedIn = await fetch(`${url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(credentials),
  });
  const { token } = signedInSchema.parse(await signedIn.json());
  const call = async (path: string, body?: object, method = body ? 'POST' : 'GET'): Promise<Response> => {
    const answer = await fetch(`${url}/api${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return answer;
  };
  const page = async (conversationId: string, before?: string): Promise<Message[]> => {
    const query = new URLSearchParams({ conversationId, limit: String(pageSize), ...(before ? { before } : {}) });
    const { data }: { data: { messages: unknown } } = await (await call(`/messages/between?${query}`)).json();
    return messageSchema.array().parse(data.messages);
  };
  return {
    send: (to: string, message: string) => call('/messages', { to, message }),

    /** Takes somebody's access away. */
    async deactivate(email: string): Promise<void> {
      const { data }: { data: unknown } = await (await call('/users')).json();
      const user = managedUserSchema
        .array()
        .parse(data)
        .find((one) => one.email === email);
      await call(`/users/${user?.id}`, { active: false }, 'PATCH');
    },

    /** All conversations as the list shows them. */
    async list() {
      const { data }: { data: unknown } = await (await call(`/conversations?limit=${pageSize}`)).json();
      return conversationSchema
        .array()
        .parse(data)
        .map(({ id, lastMessage, unreadCount }) => {
          const status = lastMessage?.isOutgoing ? lastMessage.status : null;
          return { id, text: toLine(lastMessage?.content ?? ''), status, unreadCount };
        });
    },

    /** The ids of a conversation's newest messages, oldest first. */
    async newestIds(conversationId: string): Promise<string[]> {
      return (await page(conversationId)).map(({ id }) => id);
    },

    /** A whole thread as it is shown. */
    async thread(conversationId: string) {
      const all = await page(conversationId);
      for (let oldest = all[0]; oldest; ) {
        const older = await page(conversationId, oldest.id);
        all.unshift(...older);
        oldest = older[0];
      }
      return all.map(({ createdAt, content, isOutgoing, status }) => {
        return { createdAt, text: toLine(content), status: isOutgoing ? status : null };
      });
    },
  };
}

function toLine(content: string): string {
  return content.replace(/\s+/g, ' ');
}
