import { Binary, Double, Int32, Long, ObjectId } from 'bson';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BsonValue } from '../values.ts';
import { compareValues } from './compareValues.ts';
import { encodeEmptyArrayKey, encodeKey, invertKey } from './keyEncoding.ts';

/** MongoDB's order, one value of each rung. */
const ladder: BsonValue[] = [
  null,
  new Double(Number.NaN),
  new Double(Number.NEGATIVE_INFINITY),
  Long.MIN_VALUE,
  new Double(-1.5),
  new Int32(-1),
  new Int32(0),
  new Double(Number.MIN_VALUE),
  new Double(0.5),
  new Int32(1),
  Long.fromString('9007199254740991'),
  new Double(9007199254740992),
  Long.fromString('9007199254740993'),
  Long.fromString('9007199254740994'),
  Long.MAX_VALUE,
  new Double(2 ** 63),
  new Double(Number.POSITIVE_INFINITY),
  '',
  '\0',
  '\0a',
  'a',
  'a\0',
  'aa',
  'b',
  '\u{ffff}',
  '\u{10000}',
  {},
  { a: new Int32(1) },
  { a: new Int32(1), b: null },
  { a: new Int32(2) },
  { b: new Int32(1) },
  { a: 'x' },
  [null],
  [new Int32(1)],
  [new Int32(1), new Int32(0)],
  [new Int32(2)],
  new Binary(Buffer.from('b')),
  new Binary(Buffer.from('aa')),
  new ObjectId('000000000000000000000001'),
  new ObjectId('ff0000000000000000000000'),
  false,
  true,
  new Date(-1),
  new Date(0),
  new Date(8.64e15),
];

const scalar = fc.oneof(
  fc.constant(null),
  fc.integer().map((n) => new Int32(n)),
  fc.double().map((n) => new Double(n)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => Long.fromBigInt(n)),
  fc.string({ unit: 'binary' }),
  fc.boolean(),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ maxLength: 6 }).map((bytes) => new Binary(bytes)),
);
const value: fc.Arbitrary<BsonValue> = fc.letrec<{ any: BsonValue }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 2 },
    scalar,
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('any'), { maxKeys: 3 }),
  ),
})).any;

describe('keys', () => {
  it('have the order of the ladder, in both directions', () => {
    for (const [low, left] of ladder.entries()) {
      for (const [high, right] of ladder.entries()) {
        const wanted = Math.sign(low - high);
        expect([left, right, Math.sign(Buffer.compare(encodeKey(left), encodeKey(right)))]).toEqual([
          left,
          right,
          wanted,
        ]);
        expect(Math.sign(Buffer.compare(invertKey(encodeKey(left)), invertKey(encodeKey(right))))).toBe(-wanted || 0);
        expect(Math.sign(compareValues(left, right))).toBe(wanted);
      }
    }
  });

  it('are the same for the same number of another kind', () => {
    for (const n of [0, 1, -5, 2 ** 40]) {
      expect(encodeKey(new Double(n))).toEqual(encodeKey(Long.fromNumber(n)));
    }
    expect(encodeKey(new Double(-0))).toEqual(encodeKey(new Int32(0)));
  });

  it('sort in a row as their values do one after another, and none begins another', () => {
    const pair = fc.tuple(value, value);
    fc.assert(
      fc.property(pair, pair, (left, right) => {
        const joined = [left, right].map(([a, b]) => Buffer.concat([encodeKey(a), invertKey(encodeKey(b))]));
        const [first, second] = joined;
        const order = compareValues(left[0], right[0]) || -compareValues(left[1], right[1]);
        return Math.sign(Buffer.compare(first ?? Buffer.of(), second ?? Buffer.of())) === Math.sign(order);
      }),
      { numRuns: 2000 },
    );
  });

  it('put an empty array below null', () => {
    expect(Buffer.compare(encodeEmptyArrayKey(), encodeKey(null))).toBe(-1);
  });
});
