import type { RoomsServerEvents } from '@erp-whatsapp/shared/dialects/rooms';
import type { Fact } from '@erp-whatsapp/shared/facts';
import type { Message } from '@erp-whatsapp/shared/message';
import type { Contacts } from '../../../domain/contacts.ts';
import { rooms } from '../../rooms.ts';
import type { Audience } from '../dialect.ts';
import { createSayer } from '../recovery/replayable.ts';
import { type Shown, toWhatsAppMessage, toWhatsAppStatus } from './toWhatsAppMessage.ts';

const say = createSayer<Pick<RoomsServerEvents, 'whatsappMessage' | 'whatsappMessageStatus'>>('rooms');

/** Puts facts into the `rooms` vocabulary. It knows of messages, and of nothing else that happens. */
export function createRoomsTeller(contacts: Pick<Contacts, 'formerIds' | 'identityOf'>) {
  return async function tell(audience: Audience, { name, workspaceId, payload }: Fact): Promise<void> {
    switch (name) {
      case 'message:created': {
        const { message, mobileNo } = payload;
        if (isShown(message)) await tellMessage(audience, { workspaceId, message, mobileNo });
        return;
      }
      case 'message:replaced': {
        // What could not be read was not told.
        const { message } = payload;
        if (!isShown(message)) return;
        const { phoneNumber } = await contacts.identityOf(workspaceId, message.customerId);
        await tellMessage(audience, { workspaceId, message, mobileNo: phoneNumber ?? '' });
        return;
      }
      case 'message:updated': {
        const { message } = payload;
        if (!isShown(message)) return;
        for (const to of await listListeners(audience, workspaceId, message)) {
          say(to, 'whatsappMessageStatus', toWhatsAppStatus({ ...message, customerId: to.customerId }));
        }
        return;
      }
      case 'message:mediaSettled':
      case 'conversation:updated':
      case 'contact:updated':
      case 'preferences:updated':
      case 'channel:updated':
      case 'channel:qr':
      case 'channel:pairingCode':
      case 'customer:typing':
      case 'agent:typing':
      case 'access:ended':
        return;
    }
  };

  async function tellMessage(
    audience: Audience,
    { workspaceId, message, mobileNo }: { workspaceId: string; message: Shown; mobileNo: string },
  ): Promise<void> {
    for (const to of await listListeners(audience, workspaceId, message)) {
      say(to, 'whatsappMessage', toWhatsAppMessage({ ...message, customerId: to.customerId }, mobileNo));
    }
  }

  /**
   * Whoever joined by the id that the customer has now, and whoever did by each former one, which is the one that they know:
   * every socket belongs to one of them.
   */
  async function listListeners(audience: Audience, workspaceId: string, { customerId }: Message) {
    const formerIds = await contacts.formerIds(workspaceId, customerId);
    const former = formerIds.map((id) => rooms.customer(id));
    return [
      { audience, rooms: [rooms.general(workspaceId), rooms.customer(customerId)], except: former, customerId },
      ...formerIds.map((id, index) => ({
        audience,
        rooms: [rooms.customer(id)],
        except: former.slice(0, index),
        customerId: id,
        alias: id,
      })),
    ];
  }
}

/** Neither notes of the system nor what can't be read yet; and what has no id at WhatsApp can't be named here. */
function isShown(message: Message): message is Shown {
  return message.senderType !== 'system' && message.messageType !== 'system' && message.messageId !== null;
}
