import type { RefObject } from 'react';

export type ActionParts = {
  /** What holds the messages. */
  area: RefObject<HTMLElement | null>;
  threadKey: string;
  /** The customer's. */
  name: string;
};
