import { z } from 'zod';
import { roleSchema } from './user.ts';

/**
 * One connection over Socket.IO of somebody of the workspace, of whom there may be several. `userId` and `name` are the
 * person's, or those of the key. `connectedAt`: since when it is signed in.
 */
export const connectedClientSchema = z.object({
  clientId: z.string(),
  userId: z.string(),
  name: z.string(),
  role: roleSchema,
  isApiKey: z.boolean(),
  connectedAt: z.iso.datetime(),
});
export type ConnectedClient = z.infer<typeof connectedClientSchema>;
