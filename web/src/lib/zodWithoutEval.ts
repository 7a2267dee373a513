import { config } from 'zod';

// Zod would try to compile its checks with `new Function`. The content security policy forbids it, which works but leaves
// a complaint in the console. To be imported before any schema is made.
config({ jitless: true });
