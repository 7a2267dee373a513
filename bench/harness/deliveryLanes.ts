import { connectAgent, connectBare } from './agents.ts';
import type { Part } from './parts.ts';
import { startCrowd } from './startCrowd.ts';

/** One pair of sender and receiver, with all others who hear it too. `send` resolves to how long a message took, in milliseconds. */
export type Lane = { send: (text: string) => Promise<number>; close: () => Promise<void> };

/** Servers that share what they store: who sends is at the first, who hears it last at the last, the others are spread over all. */
export type Servers = { urls: [string, ...string[]] };

export async function openProductLane(
  { urls }: Servers,
  { agents, token, conversationId }: { agents: number; token: string; conversationId: string },
): Promise<Lane> {
  const sender = await connectAgent(urls[0], token);
  await sender.ask('join_conversation', { conversationId });
  const join: [string, object] = ['join_conversation', { conversationId }];
  const crowds = await spread(urls, agents - 1, (url, size) => startCrowd({ url, size, token, join }));
  const receiver = await connectAgent(urls.at(-1) ?? urls[0], token);
  await receiver.ask('join_conversation', { conversationId });
  return {
    async send(text) {
      const heard = new Promise<number>((resolve) => {
        receiver.socket.once('message_sent', () => resolve(performance.now()));
      });
      const start = performance.now();
      const acknowledged = sender.ask('send_message', { conversationId, message: text });
      const end = await heard;
      await acknowledged;
      return end - start;
    },
    async close() {
      for (const { socket } of [sender, receiver]) socket.disconnect();
      await Promise.all(crowds.map((crowd) => crowd.end()));
    },
  };
}

export async function openBareLane({ urls }: Servers, { agents }: { agents: number }): Promise<Lane> {
  const sender = await connectBare(urls[0]);
  const crowds = await spread(urls, agents - 1, (url, size) => startCrowd({ url, size }));
  const receiver = await connectBare(urls.at(-1) ?? urls[0]);
  return {
    async send(text) {
      const heard = new Promise<number>((resolve) => receiver.once('message', () => resolve(performance.now())));
      const start = performance.now();
      const acknowledged = sender.emitWithAck('send', { text });
      const end = await heard;
      await acknowledged;
      return end - start;
    },
    async close() {
      for (const socket of [sender, receiver]) socket.disconnect();
      await Promise.all(crowds.map((crowd) => crowd.end()));
    },
  };
}

function spread(urls: string[], size: number, start: (url: string, size: number) => Promise<Part>): Promise<Part[]> {
  const share = (index: number) => Math.floor((size + index) / urls.length);
  return Promise.all(urls.map((url, index) => start(url, share(index))));
}
