import type { CommandName, CommandResults } from '@erp-whatsapp/shared/commands';
import { CommandError } from '@erp-whatsapp/shared/errors';
import type { Actor } from '../../../domain/actor.ts';
import type { RunCommand } from '../../runCommand.ts';

/** Runs a command. @throws CommandError with its refusal */
export type Run = <N extends CommandName>(name: N, actor: Actor, input: unknown) => Promise<CommandResults[N]>;

/** Commands for routes whose refusals have a form of their own. */
export function createRun(runCommand: RunCommand): Run {
  return async (name, actor, input) => {
    const result = await runCommand(name, actor, input);
    if (!result.success) throw new CommandError(result.code, result.error, result.retryAfterMs);
    return result;
  };
}
