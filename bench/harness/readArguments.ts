/** What `pnpm bench` was asked for. */
export type Wanted = {
  /** `null`: all benchmarks. */
  name: string | null;
  isQuick: boolean;
  /** For the benchmark itself. */
  flags: string[];
};

/** @throws Error with a sentence when flags come without the name of the benchmark that they are for */
export function readArguments(given: readonly string[]): Wanted {
  const isName = given[0] !== undefined && !given[0].startsWith('-');
  const name = isName ? given[0] : null;
  const rest = isName ? given.slice(1) : given;
  const flags = rest.filter((flag) => flag !== '--quick' && flag !== '--');
  if (name === null && flags.length > 0) {
    throw new Error(`${flags.join(' ')} is for one benchmark. Say which one: pnpm bench <name> ${flags.join(' ')}`);
  }
  return { name: name ?? null, isQuick: rest.includes('--quick'), flags };
}
