import type { Domain } from '../../../domain/createDomain.ts';
import type { Clock } from '../../../domain/ports/runtime.ts';
import type { RunCommand } from '../../runCommand.ts';
import type { Dialect } from '../dialect.ts';
import { createChannelsTeller } from './facts.ts';
import { createChannelsHandlers, refuseChannels } from './requests.ts';

/** The vocabulary of clients that connect numbers and listen to what comes over them. */
export function createChannelsDialect(parts: {
  domain: Pick<Domain, 'channels' | 'contacts'>;
  runCommand: RunCommand;
  clock: Pick<Clock, 'now'>;
}): Dialect {
  return {
    handlers: createChannelsHandlers(parts),
    refuse: refuseChannels,
    tell: createChannelsTeller(parts),
  };
}
