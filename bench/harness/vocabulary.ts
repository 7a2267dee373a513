/** As many words as a busy shop's messages have: most of them are hardly ever used. */
const size = 100_000;
const syllables = ['ba', 'de', 'fi', 'go', 'hu', 'ka', 'le', 'mi', 'no', 'pu', 'ra', 'se', 'ti', 'vo', 'zu'];
/** Further apart than the fewest messages of a measurement. */
const needleEvery = 997;

/** The word that is used the n-th most, from 0 on. */
export function wordOf(rank: number): string {
  let word = '';
  for (let left = rank + syllables.length; left > 0; left = Math.floor(left / syllables.length)) {
    word += syllables[left % syllables.length];
  }
  return word;
}

/** A word that one message in many has, and then no more. */
export const needle = 'needle';

/** What a message says: 4 to 20 words, each used as often as words of people are, and the same in every run. */
export function sayLike(index: number): string {
  const random = createRandom(index);
  const count = 4 + Math.floor(random() * 17);
  // The n-th word is used 1/n times as often as the first one.
  const words = Array.from({ length: count }, () => wordOf(Math.floor(size ** random()) - 1));
  if (index % needleEvery === 0 && index < 20 * needleEvery) words.push(needle);
  return words.join(' ');
}

function createRandom(seed: number): () => number {
  let state = (seed * 2_654_435_761 + 1) >>> 0;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}
