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
import type { Arguments, Operator } from './ownOperators.ts';

/** Where MongoDB gives null for a date that is missing, mingo throws. */
export const dateOperators: Record<`$${string}`, Operator> = {
  $dateAdd: orNull($dateAdd),
  $dateDiff: orNull($dateDiff),
  $dateSubtract: orNull($dateSubtract),
  $dateToParts: orNull($dateToParts),
  $dateToString: orNull($dateToString),
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
    const named =
      typeof expression === 'object' && expression !== null && !(expression instanceof Date) ? expression : {};
    const given = new Map<string, unknown>(Object.entries(named));
    const dates = dateArguments.filter((name) => given.has(name)).map((name) => given.get(name));
    const isMissing = (date: unknown) => (evalExpr(document, date, options) ?? null) === null;
    if (!(dates.length === 0 ? [expression] : dates).some(isMissing)) return operator(document, expression, options);
    return given.has('onNull') ? evalExpr(document, given.get('onNull'), options) : null;
  };
}
