import { type ErpRequest, erpRequests } from '@erp-whatsapp/shared/dialects/erp';
import type { Domain } from '../../../domain/createDomain.ts';
import { hasFile, type RunCommand } from '../../runCommand.ts';
import type { Dialect } from '../dialect.ts';
import { createErpTeller } from './facts.ts';
import { createErpHandlers, refuseErp } from './requests.ts';

/** The vocabulary of our own console and of the clients written for it. */
export function createErpDialect(parts: { domain: Domain; runCommand: RunCommand }): Dialect {
  return {
    handlers: createErpHandlers(parts.runCommand),
    refuse(refusal) {
      if (isErpRequest(refusal.event)) refuseErp({ ...refusal, event: refusal.event });
    },
    sending: {
      isSend: (event) => event === 'send_message' || event === 'retry_message',
      isSlow: hasFile,
    },
    tell: createErpTeller(parts.domain),
  };
}

function isErpRequest(event: string): event is ErpRequest {
  return Object.hasOwn(erpRequests, event);
}
