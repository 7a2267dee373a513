import { z } from 'zod';
import { input } from './input.ts';
import { nameSchema, roleSchema } from './user.ts';

/** `POST /api/api-keys` */
export const newApiKeySchema = input({ name: nameSchema, role: roleSchema });
export type NewApiKey = z.output<typeof newApiKeySchema>;

/** A key as the admins of its workspace see it. `lastUsedAt` is right to within some minutes. */
export const apiKeySchema = z.object({
  id: z.string(),
  name: z.string(),
  role: roleSchema,
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
});
export type ApiKey = z.infer<typeof apiKeySchema>;

/** The answer to making one: `key` is shown this once. */
export const madeApiKeySchema = apiKeySchema.extend({ key: z.string() });
export type MadeApiKey = z.infer<typeof madeApiKeySchema>;
