import type { commandInputs } from '@erp-whatsapp/shared/commands';
import type { ErpCommand, ErpRequest } from '@erp-whatsapp/shared/dialects/erp';
import type { z } from 'zod';

/** What is sent with a request: its command's fields, before the server drops `null` and fills in defaults. */
export type ErpRequestPayload<E extends ErpRequest> = z.input<(typeof commandInputs)[ErpCommand<E>]['out']>;
