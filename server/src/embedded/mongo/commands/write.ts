import type { Command } from './command.ts';
import { deleteCommand } from './delete.ts';
import { findAndModifyCommand } from './findAndModify.ts';
import { insertCommand } from './insert.ts';
import { updateCommand } from './update.ts';

export const writeCommands: [string, Command][] = [
  ['insert', insertCommand],
  ['update', updateCommand],
  ['delete', deleteCommand],
  ['findAndModify', findAndModifyCommand],
  ['findandmodify', findAndModifyCommand],
];
