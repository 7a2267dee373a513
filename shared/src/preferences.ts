import { z } from 'zod';

/** How many conversations one user may pin, and mute. */
export const mostPinned = 20;
export const mostMuted = 500;

/** What one user keeps for themselves: ids of conversations, in the order in which they were pinned and muted. */
export const preferencesSchema = z.object({ pinned: z.array(z.string()), muted: z.array(z.string()) });
export type Preferences = z.infer<typeof preferencesSchema>;
