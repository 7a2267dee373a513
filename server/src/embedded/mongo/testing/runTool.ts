import { runCli } from '../cli/runCli.ts';

/** One of the store's tools, run in this process: its exit code and what it printed; a refusal as a rejection. */
export async function runTool(folder: string, ...args: string[]): Promise<{ code: number; output: string }> {
  const lines: string[] = [];
  const code = await runCli(args, { folder, port: undefined, print: (line) => lines.push(line) });
  return { code, output: lines.join('\n') };
}
