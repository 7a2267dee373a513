import { encodeMessage, toTextMessage } from './devices/content.ts';
import { openDatabase } from './state/database.ts';
import { createEntries, type NewEntry } from './state/entries.ts';

/** A text that a business and a customer of the simulator wrote before the simulator was there. */
export type PastMessage = {
  business: string;
  customer: string;
  isFromBusiness: boolean;
  /** WhatsApp's ids. */
  id: string;
  replyTo: string | null;
  text: string;
  status: 'delivered' | 'read';
  /** Milliseconds since 1970. */
  at: number;
};

/**
 * Shows messages in the threads of both phones, as if they had come over WhatsApp. Those that are there already are left alone.
 * @param folder the state of a simulator that does not run
 * @param messages oldest first
 */
export function addHistory(folder: string, messages: readonly PastMessage[]): void {
  const database = openDatabase(folder);
  const entries = createEntries(database);
  try {
    database.run('BEGIN IMMEDIATE');
    for (const { business, customer, isFromBusiness, ...message } of messages) {
      show({ owner: business, peer: customer, fromMe: isFromBusiness }, message);
      show({ owner: customer, peer: business, fromMe: !isFromBusiness }, message);
    }
    database.run('COMMIT');
  } finally {
    database.close();
  }

  function show(
    place: Pick<NewEntry, 'owner' | 'peer' | 'fromMe'>,
    { id, replyTo, text, status, at }: Pick<PastMessage, 'id' | 'replyTo' | 'text' | 'status' | 'at'>,
  ): void {
    if (entries.find({ ...place, id })) return;
    const content = encodeMessage(toTextMessage(text));
    entries.show({ ...place, id, type: 'text', text, replyTo, status, addressing: 'pn', media: null, content, at });
  }
}
