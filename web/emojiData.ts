import type { Plugin } from 'vite';
import { z } from 'zod';
import { type EmojiLocale, emojiAddress } from './src/pages/Chat/composer/emoji/address.ts';

type Source = () => Promise<{ default: unknown }>;

const asJson = { with: { type: 'json' } } as const;
const sources: Record<EmojiLocale, { data: Source; messages: Source }> = {
  en: {
    data: () => import('emojibase-data/en/data.json', asJson),
    messages: () => import('emojibase-data/en/messages.json', asJson),
  },
  es: {
    data: () => import('emojibase-data/es/data.json', asJson),
    messages: () => import('emojibase-data/es/messages.json', asJson),
  },
};

/** What the picker reads of an emoji. */
const emojiSchema = z.object({
  emoji: z.string(),
  label: z.string(),
  tags: z.array(z.string()).optional(),
  group: z.number().optional(),
  subgroup: z.number().optional(),
  version: z.number(),
  skins: z
    .array(z.object({ emoji: z.string(), tone: z.union([z.number(), z.array(z.number())]).optional() }))
    .optional(),
});

/** The picker's data as files of our own: nothing is fetched from elsewhere. */
export function emojiData(): Plugin {
  return {
    name: 'emoji-data',
    configureServer(server) {
      server.middlewares.use(async (request, response, next) => {
        const isOurs = request.url?.startsWith(emojiAddress) === true;
        const file = isOurs ? (await readFiles()).find(({ path }) => path === request.url) : undefined;
        if (file === undefined) next();
        else response.setHeader('Content-Type', 'application/json').end(file.source);
      });
    },
    async generateBundle() {
      for (const { path, source } of await readFiles()) {
        this.emitFile({ type: 'asset', fileName: path.slice(1), source });
      }
    },
  };
}

async function readFiles(): Promise<{ path: string; source: string }[]> {
  const files = Object.entries(sources).map(async ([locale, { data, messages }]) => [
    {
      path: `${emojiAddress}/${locale}/data.json`,
      source: JSON.stringify(z.array(emojiSchema).parse((await data()).default)),
    },
    { path: `${emojiAddress}/${locale}/messages.json`, source: JSON.stringify((await messages()).default) },
  ]);
  return (await Promise.all(files)).flat();
}
