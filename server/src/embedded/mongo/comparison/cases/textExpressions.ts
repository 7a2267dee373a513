import { mongo } from 'mongoose';
import type { Group } from '../comparison.ts';
import { document, evaluations, refusals } from '../evaluations.ts';

const { Long } = mongo;

/** Expressions on texts and dates. */
export const textExpressions: Group[] = [
  {
    about: 'texts',
    source: 'manual: reference/operator/aggregation',
    documents: [document],
    cases: [
      ...evaluations('concat', [
        [{ $concat: ['$s', ' ', 'World'] }, 'Hello World'],
        [{ $concat: ['$s', '$nil'] }, null],
      ]),
      ...evaluations('toLower', [
        [{ $toLower: '$s' }, 'hello'],
        [{ $toLower: '$nil' }, ''],
      ]),
      ...evaluations('toUpper', [[{ $toUpper: '$s' }, 'HELLO']]),
      ...evaluations('strLenCP', [[{ $strLenCP: 'häß' }, 3]]),
      ...evaluations('strLenBytes', [[{ $strLenBytes: 'häß' }, 5]]),
      ...evaluations('substrCP', [
        [{ $substrCP: ['$s', 1, 3] }, 'ell'],
        [{ $substrCP: ['$s', 9, 1] }, ''],
      ]),
      ...evaluations('split', [
        [{ $split: ['$s', 'l'] }, ['He', '', 'o']],
        [{ $split: ['$nil', 'l'] }, null],
      ]),
      ...evaluations('trim', [
        [{ $trim: { input: '  a b ' } }, 'a b'],
        [{ $trim: { input: 'xyax', chars: 'xy' } }, 'a'],
      ]),
      ...evaluations('ltrim', [[{ $ltrim: { input: '  a ' } }, 'a ']]),
      ...evaluations('rtrim', [[{ $rtrim: { input: ' a  ' } }, ' a']]),
      ...evaluations('replaceOne', [[{ $replaceOne: { input: '$s', find: 'l', replacement: 'L' } }, 'HeLlo']]),
      ...evaluations('replaceAll', [
        [{ $replaceAll: { input: '$s', find: 'l', replacement: 'L' } }, 'HeLLo'],
        [{ $replaceAll: { input: '$nil', find: 'l', replacement: 'L' } }, null],
      ]),
      ...evaluations('strcasecmp', [
        [{ $strcasecmp: ['$s', 'hello'] }, 0],
        [{ $strcasecmp: ['a', 'B'] }, -1],
      ]),
      ...evaluations('regexMatch', [
        [{ $regexMatch: { input: '$s', regex: '^h', options: 'i' } }, true],
        [{ $regexMatch: { input: '$nil', regex: 'x' } }, false],
      ]),
      ...evaluations('toString', [
        [{ $toString: '$id' }, '000000000000000000000001'],
        [{ $toString: '$n' }, '5'],
        [{ $toString: true }, 'true'],
        [{ $toString: '$at' }, '2026-03-01T12:34:56.789Z'],
        [{ $toString: '$nil' }, null],
      ]),
      ...evaluations('toInt', [
        [{ $toInt: '-5' }, -5],
        [{ $toInt: 5.9 }, 5],
        [{ $toInt: true }, 1],
        [{ $toInt: '$none' }, null],
      ]),
      ...evaluations('toDouble', [[{ $toDouble: '-5.5' }, -5.5]]),
      ...evaluations('toBool', [
        [{ $toBool: 'false' }, true],
        [{ $toBool: 0 }, false],
        [{ $toBool: '$nil' }, null],
      ]),
      ...evaluations('toDate', [
        [{ $toDate: '2026-03-01' }, new Date('2026-03-01T00:00:00Z')],
        [{ $toDate: Long.fromNumber(120000000000) }, new Date(120000000000)],
      ]),
      ...evaluations('isNumber', [
        [{ $isNumber: '$n' }, true],
        [{ $isNumber: '$s' }, false],
      ]),
      ...refusals([
        [{ $toInt: 'five' }, 241, 16020],
        [{ $strLenCP: '$nil' }, 34471, 16020],
        [{ $concat: ['$s', 1] }, 16702, 16020],
      ]),
    ],
  },
  {
    about: 'dates',
    source: 'manual: reference/operator/aggregation',
    documents: [document],
    cases: [
      ...evaluations('year', [
        [{ $year: '$at' }, 2026],
        [{ $year: '$nil' }, null],
        [{ $year: { date: '$at', timezone: 'America/New_York' } }, 2026],
      ]),
      ...evaluations('month', [[{ $month: '$at' }, 3]]),
      ...evaluations('dayOfMonth', [[{ $dayOfMonth: '$at' }, 1]]),
      ...evaluations('dayOfWeek', [[{ $dayOfWeek: '$at' }, 1]]),
      ...evaluations('dayOfYear', [[{ $dayOfYear: '$at' }, 60]]),
      ...evaluations('hour', [
        [{ $hour: '$at' }, 12],
        [{ $hour: { date: '$at', timezone: '+02:00' } }, 14],
        [{ $hour: '$none' }, null],
      ]),
      ...evaluations('minute', [[{ $minute: '$at' }, 34]]),
      ...evaluations('second', [[{ $second: '$at' }, 56]]),
      ...evaluations('millisecond', [[{ $millisecond: '$at' }, 789]]),
      ...evaluations('dateToString', [
        [{ $dateToString: { date: '$at' } }, '2026-03-01T12:34:56.789Z'],
        [{ $dateToString: { date: '$at', format: '%Y-%m-%d %H:%M:%S.%L' } }, '2026-03-01 12:34:56.789'],
        [{ $dateToString: { date: '$at', format: '%j %u %%' } }, '060 7 %'],
        [{ $dateToString: { date: '$at', format: '%H %z', timezone: 'Asia/Kolkata' } }, '18 +0530'],
        [{ $dateToString: { date: '$nil', onNull: 'never' } }, 'never'],
        [{ $dateToString: { date: '$none' } }, null],
      ]),
      ...evaluations('dateTrunc', [
        [{ $dateTrunc: { date: '$at', unit: 'hour' } }, new Date('2026-03-01T12:00:00Z')],
        [{ $dateTrunc: { date: '$at', unit: 'month' } }, new Date('2026-03-01T00:00:00Z')],
        [{ $dateTrunc: { date: '$at', unit: 'week', startOfWeek: 'monday' } }, new Date('2026-02-23T00:00:00Z')],
      ]),
      ...evaluations('dateAdd', [
        [{ $dateAdd: { startDate: '$at', unit: 'day', amount: 3 } }, new Date('2026-03-04T12:34:56.789Z')],
        [
          { $dateAdd: { startDate: new Date('2026-01-31T00:00:00Z'), unit: 'month', amount: 1 } },
          new Date('2026-02-28T00:00:00Z'),
        ],
      ]),
      ...evaluations('dateSubtract', [
        [{ $dateSubtract: { startDate: '$at', unit: 'hour', amount: 13 } }, new Date('2026-02-28T23:34:56.789Z')],
      ]),
      ...evaluations('dateDiff', [
        [{ $dateDiff: { startDate: '$at', endDate: new Date('2026-03-02T00:00:00Z'), unit: 'day' } }, 1],
        [{ $dateDiff: { startDate: '$none', endDate: '$at', unit: 'day' } }, null],
      ]),
    ],
  },
];
