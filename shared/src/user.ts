import { z } from 'zod';
import { input } from './input.ts';

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

/**
 * A user as the admins of its workspace see it. Who is not active can't sign in. `lastSeenAt` is right to within a minute
 * or so; `null`: never signed in.
 */
export const managedUserSchema = userSchema.extend({
  active: z.boolean(),
  lastSeenAt: z.iso.datetime().nullable(),
});
export type ManagedUser = z.infer<typeof managedUserSchema>;

/** A name of a person, a workspace or a key. */
export const nameSchema = z.string().trim().min(1).max(100);
export const newPasswordSchema = z.string().min(8).max(512);

/** What a person is made with. */
export const newPerson = {
  email: z.string().trim().toLowerCase().max(254).pipe(z.email()),
  name: nameSchema,
  password: newPasswordSchema,
} as const;

/** `POST /api/users` */
export const newUserSchema = input({ ...newPerson, role: roleSchema });
export type NewUser = z.output<typeof newUserSchema>;

/** `PATCH /api/users/:id`: what is left out stays. */
export const userChangeSchema = input({
  name: nameSchema.optional(),
  role: roleSchema.optional(),
  password: newPasswordSchema.optional(),
  active: z.boolean().optional(),
});
export type UserChange = z.output<typeof userChangeSchema>;

/** `PATCH /api/auth/me` and `PATCH /api/workspace` */
export const renamingSchema = input({ name: nameSchema });

export const workspaceSchema = z.object({ id: z.string(), name: z.string() });
export type Workspace = z.infer<typeof workspaceSchema>;
