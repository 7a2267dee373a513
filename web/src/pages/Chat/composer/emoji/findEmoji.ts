import type { Tone } from './recentEmoji.ts';

export type KnownEmoji = {
  emoji: string;
  label: string;
  tags: readonly string[];
  skins?: Partial<Record<Exclude<Tone, 'none'>, string>> | undefined;
};

const most = 6;

/** The emoji that a name begins to say: first those that are called so, then those of which a word begins so. */
export function findEmoji(known: readonly KnownEmoji[], typed: string, tone: Tone): { emoji: string; label: string }[] {
  const wanted = typed.toLowerCase().replaceAll('_', ' ');
  const ranked = known.flatMap((one) => {
    const rank = toRank(one, wanted);
    return rank === null ? [] : [{ one, rank }];
  });
  return ranked
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map(({ one: { emoji, label, skins } }) => ({ emoji: (tone === 'none' ? null : skins?.[tone]) ?? emoji, label }));
}

function toRank({ label, tags }: KnownEmoji, wanted: string): number | null {
  const name = label.toLowerCase();
  if (name === wanted) return 0;
  if (name.startsWith(wanted)) return 1;
  if (tags.includes(wanted)) return 2;
  return name.includes(` ${wanted}`) || tags.some((tag) => tag.startsWith(wanted)) ? 3 : null;
}
