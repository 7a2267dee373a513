import { createHash } from 'node:crypto';

export type Random = {
  /** A whole number from `from` up to and with `to`. */
  integer: (from: number, to: number) => number;
  isTrue: (probability: number) => boolean;
  pick: <T>(options: readonly T[]) => T;
  /** The same in another order. */
  shuffle: <T>(items: readonly T[]) => T[];
};

/** Chance that comes out the same for the same seed, on every machine. */
export function createRandom(seed: string): Random {
  let drawn = 0;
  const draw = () => {
    drawn += 1;
    return createHash('sha256').update(`${seed} ${drawn}`).digest().readUInt32BE() / 2 ** 32;
  };
  const integer = (from: number, to: number) => from + Math.floor(draw() * (to - from + 1));
  return {
    integer,
    isTrue: (probability) => draw() < probability,
    pick(options) {
      const picked = options[integer(0, options.length - 1)];
      if (picked === undefined) throw new Error('there is nothing to pick from');
      return picked;
    },
    shuffle: (items) =>
      items
        .map((item) => ({ item, rank: draw() }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ item }) => item),
  };
}
