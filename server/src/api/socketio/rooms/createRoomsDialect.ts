import type { Domain } from '../../../domain/createDomain.ts';
import type { Clock } from '../../../domain/ports/runtime.ts';
import type { RunCommand } from '../../runCommand.ts';
import type { Dialect } from '../dialect.ts';
import { createRoomsTeller } from './facts.ts';
import { createPresence } from './presence.ts';
import { createRoomsHandlers, refuseRooms } from './requests.ts';

/**
 * The vocabulary of clients that listen to messages, all of them or those of single customers.
 * @param parts.isAlone whether all of them are at this process
 */
export function createRoomsDialect(parts: {
  domain: Pick<Domain, 'contacts'>;
  runCommand: RunCommand;
  isAlone: boolean;
  clock: Clock;
}): Dialect {
  const presence = createPresence(parts.clock);
  let isCustomerKnown = !parts.isAlone;
  const onCustomer = () => {
    isCustomerKnown = true;
  };
  return {
    handlers: createRoomsHandlers({ ...parts, presence, onCustomer }),
    refuse: refuseRooms,
    tell: createRoomsTeller({
      // Before anybody asked for a customer, nobody knows one by a former id.
      formerIds: async (workspaceId, customerId) =>
        isCustomerKnown ? parts.domain.contacts.formerIds(workspaceId, customerId) : [],
      identityOf: parts.domain.contacts.identityOf,
    }),
    onReturn: presence.noteReturn,
    onLeave: presence.noteLeave,
  };
}
