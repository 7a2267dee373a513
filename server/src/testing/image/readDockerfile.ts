/** One instruction of a Dockerfile, with what follows its name. */
export type Instruction = { name: string; rest: string };
/** `base`: the image, or the stage before, that it begins with. */
export type Stage = { name: string; base: string; instructions: Instruction[] };

/** The stages in their order. The last one is the image; it is called `image` where it has no name. */
export function readDockerfile(text: string): Stage[] {
  const lines = text.replaceAll(/\\\n/g, ' ').split('\n');
  const instructions = lines.filter((line) => line.trim() !== '' && !line.startsWith('#')).map(readInstruction);
  const stages: Stage[] = [];
  for (const instruction of instructions) {
    if (instruction.name !== 'FROM') stages.at(-1)?.instructions.push(instruction);
    else {
      const [, base = '', name = 'image'] = /^(\S+)(?: AS (\S+))?$/.exec(instruction.rest) ?? [];
      stages.push({ name, base, instructions: [] });
    }
  }
  return stages;
}

/** The command of an instruction in its list form. */
export function readCommand(rest: string): string[] {
  const list: unknown = JSON.parse(rest.slice(rest.indexOf('[')));
  if (!Array.isArray(list)) throw new Error(`${rest} is no list`);
  return list.map(String);
}

function readInstruction(line: string): Instruction {
  const [, name = '', rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
  if (name === '') throw new Error(`not an instruction: ${line}`);
  return { name, rest };
}
