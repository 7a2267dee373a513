import type { Role } from '@erp-whatsapp/shared/user';

/** Who asks. Everything that is done is done within `workspaceId`. */
export type Actor = {
  workspaceId: string;
  userId: string;
  name: string;
  role: Role;
  /** When the credential ends, in milliseconds. */
  expiresAt: number;
};
