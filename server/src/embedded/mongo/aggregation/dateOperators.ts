import { evalExpr } from 'mingo/core';
import {
  $dateAdd,
  $dateDiff,
  $dateSubtract,
  $dateToParts,
  $dateToString,
  $dateTrunc,
  $dayOfMonth,
  $dayOfWeek,
  $dayOfYear,
  $hour,
  $millisecond,
  $minute,
  $month,
  $second,
  $year,
} from 'mingo/operators/expression';
import { CommandError } from '../errors.ts';
import type { Arguments, Operator } from './operatorArguments.ts';

/** Where MongoDB gives null for a date that is missing, mingo throws. */
export const dateOperators: Record<`$${string}`, Operator> = {
  $dateAdd: orNull(byMonths(1, $dateAdd)),
  $dateDiff: orNull($dateDiff),
  $dateSubtract: orNull(byMonths(-1, $dateSubtract)),
  $dateToParts: orNull($dateToParts),
  $dateToString: orNull(withPercent($dateToString)),
  $dateTrunc: orNull($dateTrunc),
  $dayOfMonth: orNull($dayOfMonth),
  $dayOfWeek: orNull($dayOfWeek),
  $dayOfYear: orNull($dayOfYear),
  $hour: orNull($hour),
  $millisecond: orNull($millisecond),
  $minute: orNull($minute),
  $month: orNull($month),
  $second: orNull($second),
  $year: orNull($year),
};

const dateArguments = ['date', 'startDate', 'endDate', 'amount'];

function orNull(operator: (...call: Arguments) => unknown): Operator {
  return (...[document, expression, options]) => {
    const given = namedArguments(expression);
    const dates = dateArguments.filter((name) => given.has(name)).map((name) => given.get(name));
    const isMissing = (date: unknown) => (evalExpr(document, date, options) ?? null) === null;
    if (!(dates.length === 0 ? [expression] : dates).some(isMissing)) return operator(document, expression, options);
    return given.has('onNull') ? evalExpr(document, given.get('onNull'), options) : null;
  };
}

const monthsOf = new Map([
  ['month', 1],
  ['quarter', 3],
  ['year', 12],
]);

/** A month after 31 January is the end of February, where mingo goes on into March. */
function byMonths(direction: 1 | -1, operator: (...call: Arguments) => unknown): Operator {
  return (...[document, expression, options]) => {
    const given = namedArguments(expression);
    const evaluate = (name: string): unknown => evalExpr(document, given.get(name), options);
    const [start, amount, months] = [evaluate('startDate'), evaluate('amount'), monthsOf.get(String(evaluate('unit')))];
    if (months === undefined || !(start instanceof Date) || typeof amount !== 'number') {
      return operator(document, expression, options);
    }
    if (given.has('timezone')) {
      throw new CommandError('BadValue', 'This store adds months in UTC only: leave the timezone out.');
    }
    const date = new Date(start);
    date.setUTCMonth(start.getUTCMonth() + direction * months * amount);
    // Day 0 is the last one of the month before.
    if (date.getUTCDate() !== start.getUTCDate()) date.setUTCDate(0);
    return date;
  };
}

/** `%%` is a percent sign, which mingo loses. */
function withPercent(operator: (...call: Arguments) => unknown): Operator {
  return (...[document, expression, options]) => {
    const given = namedArguments(expression);
    const format: unknown = evalExpr(document, given.get('format'), options);
    if (typeof format !== 'string' || !format.includes('%%')) return operator(document, expression, options);
    const formatted = format.split('%%').map((part): unknown => {
      if (part === '') return '';
      return operator(document, { ...Object.fromEntries(given), format: part }, options);
    });
    return formatted.join('%');
  };
}

function namedArguments(expression: unknown): Map<string, unknown> {
  const isNamed = typeof expression === 'object' && expression !== null && !(expression instanceof Date);
  return new Map<string, unknown>(isNamed ? Object.entries(expression) : []);
}
