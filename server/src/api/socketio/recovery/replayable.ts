import type { Audience } from '../dialect.ts';

/** What a dialect adds to an event so that a socket which was away gets it when it comes back. No client ever sees it. */
type Replayable = {
  /** Whose event it is: events of two vocabularies may have one name. */
  vocabulary: string;
  /** Whoever was in one of these rooms gets it, unless in one of the others. A socket is in the room of its own id. */
  rooms: string[];
  except: string[];
};

type Addressees = {
  audience: Audience;
  rooms: string[];
  except?: string[];
  /** Rooms whose members are told the same by somebody else, now; later nobody else tells them. */
  beside?: string[];
  /** Tells what is said under another name of one thing from what is said under its own. */
  alias?: string;
};

/** Says to one or many rooms what can be said again to who was away. */
export function createSayer<Events extends { [E in keyof Events]: (payload: never) => void }>(vocabulary: string) {
  return function say<E extends keyof Events & string>(
    to: Addressees,
    event: E,
    payload: Parameters<Events[E]>[0],
  ): void {
    const { audience, rooms, except = [], beside = [], alias } = to;
    const name = alias === undefined ? vocabulary : `${vocabulary} ${alias}`;
    const replayable: Replayable = { vocabulary: name, rooms, except };
    audience
      .to(rooms)
      .except([...except, ...beside])
      .emit(event, payload, replayable);
  };
}

/** @returns `null` for anything else */
export function readReplayable(value: unknown): Replayable | null {
  if (typeof value !== 'object' || value === null) return null;
  if (!('vocabulary' in value && 'rooms' in value && 'except' in value)) return null;
  const { vocabulary, rooms, except } = value;
  if (typeof vocabulary !== 'string' || !Array.isArray(rooms) || !Array.isArray(except)) return null;
  const isName = (room: unknown) => typeof room === 'string';
  return { vocabulary, rooms: rooms.filter(isName), except: except.filter(isName) };
}
