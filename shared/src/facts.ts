import type { Channel } from './channel.ts';
import type { Conversation } from './conversation.ts';
import type { Message } from './message.ts';
import type { Preferences } from './preferences.ts';

/** Everything that can happen, with what is told of it. */
export type FactPayloads = {
  /** `mobileNo`: the customer's number. */
  'message:created': { message: Message; mobileNo: string };
  'message:updated': { message: Message };
  /** A placeholder got its content: the same message, in the same place. */
  'message:replaced': { message: Message };
  /** The file of a message that came is here, or will never be. */
  'message:mediaSettled': { message: Message };
  'conversation:updated': { conversation: Conversation };
  /** Of one user alone. */
  'preferences:updated': { userId: string; preferences: Preferences };
  /** Name, number or notes of a customer are others than before. */
  'contact:updated': { contact: { id: string; name: string; mobileNo: string } };
  'channel:updated': { channel: Channel };
  /** A new QR is there to be scanned. `picture` is a `data:image/png` address. */
  'channel:qr': { channelId: string; picture: string; expiresAt: string };
  /** A new code is there to be typed into the phone; a former one is worth nothing any more. */
  'channel:pairingCode': { channelId: string; code: string; expiresAt: string };
  'customer:typing': { conversationId: string; customerId: string; isTyping: boolean };
  /**
   * Whoever is signed in as that user, or with that key, is so no longer; but for the kept sign-in. With `endedSignInId`
   * it is only who is signed in by that one.
   */
  'access:ended': { userId: string; keptSignInId: string | null; endedSignInId?: string };
  'agent:typing': { conversationId: string; userId: string; name: string; isTyping: boolean };
};

export type FactName = keyof FactPayloads;

/** One fact of one workspace. Nobody else ever hears of it. */
export type Fact = {
  [Name in FactName]: { name: Name; workspaceId: string; payload: FactPayloads[Name] };
}[FactName];
