import { backupCommand } from './backup.ts';
import type { Command } from './command.ts';
import { handshakeCommands } from './handshake.ts';
import { readCommands } from './read.ts';
import { schemaCommands } from './schema.ts';
import { writeCommands } from './write.ts';

/** Every command that exists here; any other is CommandNotFound. */
export const commands: ReadonlyMap<string, Command> = new Map([
  ...handshakeCommands,
  ...readCommands,
  ...writeCommands,
  ...schemaCommands,
  ['erpBackup', backupCommand],
]);
