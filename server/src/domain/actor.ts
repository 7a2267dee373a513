import type { Role } from '@erp-whatsapp/shared/user';

/** Who asks. Everything that is done is done within `workspaceId`. */
export type Actor = {
  workspaceId: string;
  userId: string;
  name: string;
  role: Role;
  /** The sign-in that the credential belongs to, and ends with; `null` for one that belongs to none. */
  signInId: string | null;
  /** When the credential ends, in milliseconds; infinite for one that never does by itself. */
  expiresAt: number;
};
