import { aggregateCommand } from './aggregate.ts';
import type { Command } from './command.ts';
import { countCommand } from './count.ts';
import { distinctCommand } from './distinct.ts';
import { explainCommand } from './explain.ts';
import { findCommand } from './find.ts';
import { getMoreCommand, killCursorsCommand } from './getMore.ts';

export const readCommands: [string, Command][] = [
  ['find', findCommand],
  ['getMore', getMoreCommand],
  ['killCursors', killCursorsCommand],
  ['count', countCommand],
  ['distinct', distinctCommand],
  ['aggregate', aggregateCommand],
  ['explain', explainCommand],
];
