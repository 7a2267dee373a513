import { parseArgs } from 'node:util';

/** Does what the guide to the API asks of curl, where there is none: an address, `-s`, `-X`, `-H` and `-d`. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    silent: { type: 'boolean', short: 's' },
    request: { type: 'string', short: 'X' },
    header: { type: 'string', short: 'H', multiple: true },
    data: { type: 'string', short: 'd' },
  },
});

const { header: given = [], data } = values;
const headers = given.map((line): [string, string] => {
  const [name = '', ...value] = line.split(':');
  return [name, value.join(':').trim()];
});
const method = values.request ?? (data === undefined ? 'GET' : 'POST');
for (const address of positionals) {
  const answer = await fetch(address, { method, headers, ...(data === undefined ? {} : { body: data }) });
  process.stdout.write(await answer.text());
}
