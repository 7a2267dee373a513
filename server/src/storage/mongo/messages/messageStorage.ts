import type { Model } from 'mongoose';
import type { MessageStorage } from '../../../domain/ports/storage/messages.ts';
import { createAdvanceStatus } from './advanceStatus.ts';
import type { EarlyStatusDocument } from './earlyStatuses.ts';
import { createEarlyStatusStorage } from './earlyStatuses.ts';
import { createInsertMessage } from './insertMessage.ts';
import { createMediaDueStorage } from './mediaDue.ts';
import type { MessageDocument } from './messageModel.ts';
import { createMessageReads } from './messageReads.ts';
import { createMoveMessages } from './moveMessages.ts';
import { createOpenMessages } from './openMessages.ts';
import { createReplacePlaceholder } from './replacePlaceholder.ts';
import { createRetryMessage } from './retryMessage.ts';

export function createMessageStorage(models: {
  messages: Model<MessageDocument>;
  earlyStatuses: Model<EarlyStatusDocument>;
}): MessageStorage {
  return {
    insert: createInsertMessage(models.messages),
    advanceStatus: createAdvanceStatus(models.messages),
    replacePlaceholder: createReplacePlaceholder(models.messages),
    move: createMoveMessages(models.messages),
    retry: createRetryMessage(models.messages),
    ...createMessageReads(models.messages),
    ...createOpenMessages(models.messages),
    ...createMediaDueStorage(models.messages),
    ...createEarlyStatusStorage(models.earlyStatuses),
  };
}
