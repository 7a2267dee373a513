import { afterAll, beforeAll, describe } from 'vitest';
import type { Storage } from '../domain/ports/storage/storage.ts';
import { describeAccounts } from './contract/accounts.contract.ts';
import { describeChannels } from './contract/channels.contract.ts';
import { describeContacts } from './contract/contacts.contract.ts';
import { describeConversations } from './contract/conversations.contract.ts';
import { describeIsolation } from './contract/isolation.contract.ts';
import { describeMedia } from './contract/media.contract.ts';
import { describeMerging } from './contract/merging.contract.ts';
import { describeMessages } from './contract/messages.contract.ts';
import { describeOpenMessages } from './contract/openMessages.contract.ts';
import { describePreferences } from './contract/preferences.contract.ts';
import { describePushes } from './contract/pushes.contract.ts';
import { describeSearch } from './contract/search.contract.ts';
import { describeStatuses } from './contract/statuses.contract.ts';
import { describeThreads } from './contract/threads.contract.ts';
import { describeTurns } from './contract/turns.contract.ts';
import { describeWaiting } from './contract/waiting.contract.ts';

export type OpenStorage = { storage: Storage; close: () => Promise<void> };

/**
 * What every storage promises, whatever it keeps its things in.
 * @param open gives an empty one
 */
export function describeStorage(name: string, open: () => Promise<OpenStorage>): void {
  describe(name, () => {
    let opened: OpenStorage | undefined;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened?.close());
    const storage = () => {
      if (!opened) throw new Error('The storage did not open.');
      return opened.storage;
    };

    // First, since it starts from nothing.
    describeAccounts(storage);
    describeChannels(storage);
    describeContacts(storage);
    describeConversations(storage);
    describePreferences(storage);
    describePushes(storage);
    describeWaiting(storage);
    describeTurns(storage);
    describeMerging(storage);
    describeMessages(storage);
    describeMedia(storage);
    describeThreads(storage);
    describeStatuses(storage);
    describeOpenMessages(storage);
    describeSearch(storage);
    describeIsolation(storage);
  });
}
