import { startEmbeddedMongo } from '../../startEmbeddedMongo.ts';

/** A process to be killed: serves the given folder, sweeping all the time, and prints its address. */
const [, , folder = ''] = process.argv;

const { uri } = await startEmbeddedMongo({ folder, sweepInterval: 10 });
process.stdout.write(`${uri}\n`);
