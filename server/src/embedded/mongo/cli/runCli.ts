import { parseArgs } from 'node:util';
import type { CliContext } from './cliContext.ts';
import { doctor } from './doctor.ts';
import { restoreStore } from './restoreStore.ts';
import { serve } from './serve.ts';

const usage = `Say what is to be done:
  serve            serves the store on 127.0.0.1, on the port STORE_PORT (27027 unless set)
  doctor           looks for damage; --repair makes damaged indexes anew from the documents
  backup FILE      copies the store into a file, also while it is in use
  restore FILE     puts such a file in the store's place; --force, where there is a store already
  export URI       copies everything into an empty MongoDB database
  import URI       copies a MongoDB database into an empty store
DATA_DIR says where the store is.`;

/**
 * The store's tools.
 * @returns the exit code
 * @throws Error with a sentence for the operator
 */
export async function runCli(args: readonly string[], context: CliContext): Promise<number> {
  const { positionals, values } = readArguments(args);
  const [command = 'serve', operand = '', ...others] = positionals;
  const needsOperand = ['backup', 'restore', 'export', 'import'].includes(command);
  if (others.length > 0 || needsOperand !== (operand !== '')) throw new Error(usage);
  // What only some of them need is loaded by them alone: the driver takes longer to load than the store to start.
  switch (command) {
    case 'serve':
      await serve(context);
      return 0;
    case 'doctor':
      return doctor(context, { repairs: values.repair });
    case 'backup': {
      const { backupStore } = await import('./backupStore.ts');
      await backupStore(context, operand);
      return 0;
    }
    case 'restore':
      restoreStore(context, operand, { isForced: values.force });
      return 0;
    case 'export':
    case 'import': {
      const { exportStore, importStore } = await import('./copyStore.ts');
      await (command === 'export' ? exportStore : importStore)(context, operand);
      return 0;
    }
    default:
      throw new Error(usage);
  }
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { repair: { type: 'boolean', default: false }, force: { type: 'boolean', default: false } },
    });
  } catch {
    throw new Error(usage);
  }
}
