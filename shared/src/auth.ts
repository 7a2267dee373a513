import { z } from 'zod';
import { userSchema, workspaceSchema } from './user.ts';

export const signInSchema = z.object({
  email: z.string().trim().toLowerCase().min(3).max(254),
  password: z.string().min(1).max(512),
});

/** The answer to signing in and to refreshing; the refresh and session cookies come beside it. */
export const signedInSchema = z.object({ token: z.string(), user: userSchema });
export type SignedIn = z.infer<typeof signedInSchema>;

export const whatsappNetworkSchema = z.enum(['simulator', 'live']);
export type WhatsAppNetwork = z.infer<typeof whatsappNetworkSchema>;

/** The answer of `GET /api/auth/me`. */
export const meSchema = z.object({
  user: userSchema,
  workspace: workspaceSchema,
  whatsappNetwork: whatsappNetworkSchema,
});
export type Me = z.infer<typeof meSchema>;

/** What an access token says. `id` and `collegeId` repeat `userId` and `workspaceId` for clients that read those names. */
export const tokenClaimsSchema = z.object({
  userId: z.string(),
  id: z.string(),
  workspaceId: z.string(),
  collegeId: z.string(),
  userType: z.literal('college'),
  role: z.enum(['admin', 'agent']),
  exp: z.number(),
});
export type TokenClaims = z.infer<typeof tokenClaimsSchema>;
