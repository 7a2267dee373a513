import type { KeyRange } from './collection.ts';
import type { IndexDefinition } from './indexDefinition.ts';

/** The stretches of one index that a query reads. */
export type IndexWalk = {
  index: IndexDefinition;
  /** Sorted, without overlaps. */
  ranges: readonly BoundRange[];
  isBackward: boolean;
  /** The walk yields the wanted order. */
  isSorted: boolean;
  /** The ranges have to be merged by what follows their prefixes; otherwise they are walked one after another. */
  needsMerge: boolean;
  /** All that is found matches, so that no document has to be looked at. */
  isExact: boolean;
};

export type BoundRange = KeyRange & {
  /** Bytes of the fields before the first one that is sorted by. */
  prefixLength: number;
};
