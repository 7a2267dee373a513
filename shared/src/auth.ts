import { z } from 'zod';
import { input } from './input.ts';
import { nameSchema, newPasswordSchema, newPerson, userSchema, workspaceSchema } from './user.ts';

export const signInSchema = z.object({
  email: z.string().trim().toLowerCase().min(3).max(254),
  password: z.string().min(1).max(512),
});

/** `POST /api/auth/signup`: a new workspace and its first admin. */
export const signUpSchema = input({ ...newPerson, workspaceName: nameSchema });
export type SignUp = z.output<typeof signUpSchema>;

/** `POST /api/auth/logout`; `everywhere`: all sign-ins of the user end. */
export const signOutSchema = input({ everywhere: z.boolean().default(false) });

/** The answer of `GET /api/auth/options`, which needs no sign-in. `signup`: anybody may make a workspace. */
export const authOptionsSchema = z.object({ signup: z.boolean() });
export type AuthOptions = z.infer<typeof authOptionsSchema>;

/**
 * One of a user's own sign-ins. `browser` and `system` as the browser named itself, `null` where it did not. `lastUsedAt`
 * is right to within the life of an access token. `createdAt` and `lastUsedAt` are `null` where they were not noted.
 */
export const signInSessionSchema = z.object({
  id: z.string(),
  browser: z.string().nullable(),
  system: z.string().nullable(),
  createdAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable(),
  /** Whoever asks is signed in by this one. */
  isCurrent: z.boolean(),
});
export type SignInSession = z.infer<typeof signInSessionSchema>;

/** The answer of `GET /api/auth/admins`: whom to ask for what only they may do. Oldest first. */
export const adminsSchema = z.object({ data: z.array(userSchema.pick({ name: true, email: true })) });
export type Admins = z.infer<typeof adminsSchema>;

/** `POST /api/auth/password` */
export const passwordChangeSchema = input({ current: z.string().min(1).max(512), next: newPasswordSchema });
export type PasswordChange = z.output<typeof passwordChangeSchema>;

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

/**
 * What an access token says. `id` and `collegeId` repeat `userId` and `workspaceId` for clients that read those names.
 * `signInId`: it ends with that sign-in; without one it is good until it expires.
 */
export const tokenClaimsSchema = z.object({
  userId: z.string(),
  id: z.string(),
  workspaceId: z.string(),
  collegeId: z.string(),
  userType: z.literal('college'),
  role: z.enum(['admin', 'agent']),
  signInId: z.string().optional(),
  exp: z.number(),
});
export type TokenClaims = z.infer<typeof tokenClaimsSchema>;
