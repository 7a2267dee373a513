import { withStorage } from '../app/withStorage.ts';
import { readConfig } from '../config.ts';
import type { Facts } from '../domain/ports/runtime.ts';
import { createUsers } from '../domain/users.ts';
import { createWorkspaces } from '../domain/workspaces.ts';
import { createLog } from '../log.ts';
import { createIds } from '../runtime.ts';
import { createPasswords } from '../security/passwords.ts';
import { resetAdmin } from './resetAdmin.ts';

const usage =
  'Say whose password is to be made anew, by e-mail address, or nothing for the oldest admin of the first workspace.';

/** Nobody listens: what hears of ended sign-ins by facts lives in the server's process. */
const unheard: Facts = {
  publish: () => undefined,
  subscribe: () => () => undefined,
  subscribeElsewhere: () => () => undefined,
};

/**
 * Gives an admin a new password, which is printed and kept nowhere.
 * @throws Error with a sentence for the operator
 */
export async function runReset(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  print: (line: string) => void,
): Promise<void> {
  const [email, ...others] = args;
  if (others.length > 0 || email?.startsWith('-')) throw new Error(usage);
  const log = createLog('silent');
  await withStorage(readConfig(environment), log, async (storage) => {
    const ids = createIds();
    const users = createUsers({ storage, facts: unheard, passwords: createPasswords(), ids, log });
    const workspaces = createWorkspaces({ storage, ids }, users);
    const reset = await resetAdmin({ storage, users, workspaces, ids }, email?.trim().toLowerCase() ?? null);
    print(`${reset.isNew ? 'There was no admin, so one was made.' : 'The former password is worth nothing any more.'}`);
    print(`Sign in as admin: ${reset.email}  password: ${reset.password}`);
    print('It is shown only now. Whoever was signed in by the former one has to sign in anew.');
  });
}
