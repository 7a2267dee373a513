import { randomInt } from 'node:crypto';
import type { Random } from '../chaos/random.ts';

export type HostileValue = { name: string; value: unknown };

/** Says which seed a test runs with. `HOSTILE_SEED` gives one again. */
export function chooseSeed(): string {
  const seed = process.env['HOSTILE_SEED'] ?? String(randomInt(1_000_000));
  process.stdout.write(`seed ${seed}; again: HOSTILE_SEED=${seed}\n`);
  return seed;
}

/** What no field of any command should be given: things to break a reader, a query or a prototype with, and chance. */
export function createHostileValues(random: Random): HostileValue[] {
  return [
    ...texts(random),
    ...numbers(random),
    ...operators(),
    ...objects(),
    ...shapes(random),
    ...Array.from({ length: 12 }, (_, index) => ({ name: `made up ${index}`, value: makeUp(random, 0) })),
  ];
}

/** Nests a value in lists or in objects. It is text, since few programs can write what goes that deep. */
export function nestJson(depth: number, kind: 'lists' | 'objects'): string {
  const [open, end] = kind === 'lists' ? ['[', ']'] : ['{"a":', '}'];
  return `${open.repeat(depth)}1${end.repeat(depth)}`;
}

function texts(random: Random): HostileValue[] {
  const values = [
    '',
    ' ',
    '\u0000',
    '\ud800',
    '\u202e\u0000\uffff',
    '__proto__',
    'constructor',
    'toString',
    '$where',
    '{"$gt":""}',
    '../../../../etc/passwd',
    '%00%2e%2e%2f',
    "' || '1'=='1",
    '<script>alert(1)</script>',
    '(a+)+$'.repeat(30),
    'a'.repeat(30_000),
    '\\'.repeat(200),
    Buffer.from('[{"$gt":""}]').toString('base64url'),
    Buffer.from('[9e99,{"$gt":""}]').toString('base64url'),
    Buffer.from('[0,"a"]').toString('base64url'),
    String.fromCharCode(...Array.from({ length: random.integer(1, 300) }, () => random.integer(0, 0xffff))),
  ];
  return [
    ...values.map((value) => ({ name: `the text ${JSON.stringify(value).slice(0, 40)}`, value })),
    { name: 'a text of 1 MB', value: 'x'.repeat(1024 * 1024) },
  ];
}

function numbers(random: Random): HostileValue[] {
  const values = [0, -1, 0.5, 1e21, -1e308, 2 ** 31, 2 ** 53, Number.MIN_VALUE, random.integer(-1e9, 1e9)];
  // JSON has no such numbers: they arrive as null, as text, or not at all.
  const unwritable = [Number.NaN, Number.POSITIVE_INFINITY, 'NaN', 'Infinity', '1e999', -0];
  return [...values, ...unwritable].map((value) => ({ name: `the number ${String(value)}`, value }));
}

function operators(): HostileValue[] {
  const values: object[] = [
    { $gt: '' },
    { $ne: null },
    { $exists: true },
    { $regex: '.*' },
    { $where: 'sleep(1000)' },
    { $in: [] },
    { $or: [{}] },
    { $expr: { $eq: [1, 1] } },
    { _bsontype: 'ObjectId', id: 'x' },
    { 'a.b': 1 },
  ];
  return values.map((value) => ({ name: `the operator ${JSON.stringify(value)}`, value }));
}

function objects(): HostileValue[] {
  // Written as JSON: in a literal `__proto__` would set the prototype instead of being a key.
  const values = [
    '{"__proto__":{"isAdmin":true}}',
    '{"constructor":{"prototype":{"isAdmin":true}}}',
    '{"toString":null,"valueOf":null}',
    '{"toJSON":1,"then":"x","length":1000000000}',
    '{"0":"a","length":1}',
    '{"type":"Buffer","data":[1,2,3]}',
    '{"_placeholder":true,"num":0}',
    '{"_placeholder":true,"num":-1}',
  ];
  return values.map((value) => ({ name: `the object ${value}`, value: JSON.parse(value) }));
}

function shapes(random: Random): HostileValue[] {
  return [
    { name: 'true', value: true },
    { name: 'null', value: null },
    { name: 'an empty list', value: [] },
    { name: 'a list with a text', value: ['a'] },
    { name: 'an empty object', value: {} },
    { name: 'bytes', value: Buffer.alloc(random.integer(1, 100), random.integer(0, 255)) },
    { name: 'many bytes', value: Buffer.alloc(200_000) },
    { name: 'bytes within', value: { a: [Buffer.from('x')] } },
    { name: 'a date', value: new Date(0) },
    { name: '17 lists in each other', value: JSON.parse(nestJson(17, 'lists')) },
    { name: '500 objects in each other', value: JSON.parse(nestJson(500, 'objects')) },
    { name: 'a list of 20,000', value: Array.from({ length: 20_000 }, () => 0) },
    { name: 'an object of 20,000', value: Object.fromEntries(Array.from({ length: 20_000 }, (_, key) => [key, 0])) },
  ];
}

function makeUp(random: Random, depth: number): unknown {
  const ways = [
    () => random.integer(-100, 100),
    () => random.isTrue(0.5),
    () => null,
    () => random.pick(['', 'a', '$gt', '__proto__', '\u0000', 'conversation_']),
    () => Array.from({ length: random.integer(0, 3) }, () => makeUp(random, depth + 1)),
    () =>
      Object.fromEntries(
        Array.from({ length: random.integer(0, 3) }, () => [
          random.pick(['$gt', 'a', 'id', '', 'constructor', '$set']),
          makeUp(random, depth + 1),
        ]),
      ),
  ];
  return random.pick(depth > 3 ? ways.slice(0, 4) : ways)();
}
