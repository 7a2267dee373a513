import { CommandError } from '@erp-whatsapp/shared/errors';
import { type CountStore, createCounts } from '../sharedCounts.ts';

/** New workspaces from one address, and in how many seconds. */
const signUps = { name: 'sign-ups', points: 10, duration: 60 * 60 };

/** Counts sign-ups by address. Refused ones count too: they tell which e-mail addresses have an account. */
export function createSignUpLimit(countStore: CountStore | null) {
  const taken = createCounts(signUps, countStore);
  /** @throws CommandError `RATE_LIMITED` */
  return async function takeSignUp(address: string): Promise<void> {
    const { consumedPoints, msBeforeNext } = await taken.penalty(address);
    if (consumedPoints <= signUps.points) return;
    const minutes = Math.ceil(msBeforeNext / 60_000);
    throw new CommandError(
      'RATE_LIMITED',
      `Too many sign-ups came from your network. Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
      msBeforeNext,
    );
  };
}
