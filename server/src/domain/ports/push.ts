/** Where a browser's maker takes what is pushed to it, and the browser's own keys for that. */
export type PushAddress = { endpoint: string; p256dh: string; auth: string };

/** A browser that wants to hear while no page of ours is open in it. `showsText`: also what was written. */
export type PushSubscription = PushAddress & { showsText: boolean };

/** A subscription belongs to a sign-in and ends with it. */
export type PushOwner = { workspaceId: string; userId: string; signInId: string };

export type PushStorage = {
  /** Takes the address from whichever sign-in had it before. @returns whether there is such a sign-in. */
  set: (owner: PushOwner, subscription: PushSubscription) => Promise<boolean>;
  remove: (owner: PushOwner) => Promise<void>;
  /** Those whose sign-in has not ended at `now`, at most `limit`. */
  list: (workspaceId: string, now: number, limit: number) => Promise<(PushOwner & PushSubscription)[]>;
  /** For an address that is no longer good. */
  forget: (workspaceId: string, endpoint: string) => Promise<void>;
};

/** `gone`: nothing will ever reach this address again. */
export type PushOutcome = 'taken' | 'gone' | 'refused';

/** The way to the push services of the browsers' makers. */
export type PushService = {
  /** What browsers are told that we push with. */
  publicKey: () => Promise<string>;
  /** Which of the services that we push to an address belongs to; `null`: none, and it must not be asked for anything. */
  serviceOf: (endpoint: string) => string | null;
  /**
   * Encrypted for the browser alone. Of two with the same `topic` (at most 32 letters and digits) that wait for a browser, the
   * later one replaces the earlier. @throws Error when the service could not be asked.
   */
  send: (address: PushAddress, message: { payload: string; topic: string }) => Promise<PushOutcome>;
};
