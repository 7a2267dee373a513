import { z } from 'zod';

export const roleSchema = z.enum(['admin', 'agent']);
export type Role = z.infer<typeof roleSchema>;

/** A member of a workspace as clients see it. */
export const userSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: roleSchema,
  workspaceId: z.string(),
});
export type User = z.infer<typeof userSchema>;

export const workspaceSchema = z.object({ id: z.string(), name: z.string() });
export type Workspace = z.infer<typeof workspaceSchema>;
