import { Context } from 'mingo/core';
import {
  $abs,
  $add,
  $allElementsTrue,
  $and,
  $anyElementTrue,
  $arrayElemAt,
  $arrayToObject,
  $ceil,
  $concat,
  $concatArrays,
  $cond,
  $filter,
  $first,
  $floor,
  $ifNull,
  $isArray,
  $isNumber,
  $last,
  $let,
  $literal,
  $ltrim,
  $map,
  $mergeObjects,
  $multiply,
  $not,
  $objectToArray,
  $or,
  $pow,
  $range,
  $reduce,
  $regexMatch,
  $replaceAll,
  $replaceOne,
  $reverseArray,
  $rtrim,
  $size,
  $slice,
  $split,
  $sqrt,
  $strcasecmp,
  $strLenBytes,
  $strLenCP,
  $substrBytes,
  $substrCP,
  $subtract,
  $switch,
  $toBool,
  $toDate,
  $toDouble,
  $toInt,
  $trim,
} from 'mingo/operators/expression';
import { arithmetic } from './arithmetic.ts';
import { dateOperators } from './dateOperators.ts';
import { ownOperators } from './ownOperators.ts';

/** All there is: what is not here is refused, for mingo is silent about some of what it does not know. */
const expression = {
  ...{ $abs, $add, $ceil, $floor, $multiply, $pow, $sqrt, $subtract },
  ...{ $allElementsTrue, $and, $anyElementTrue, $cond, $ifNull, $let, $literal, $not, $or, $switch },
  ...{ $arrayElemAt, $arrayToObject, $concatArrays, $filter, $first, $isArray, $last, $map, $range, $reduce },
  ...{ $reverseArray, $size, $slice },
  ...{ $mergeObjects, $objectToArray },
  ...{ $concat, $ltrim, $regexMatch, $replaceAll, $replaceOne, $rtrim, $split, $strLenBytes, $strLenCP, $strcasecmp },
  ...{ $substrBytes, $substrCP, $trim },
  ...{ $isNumber, $toBool, $toDate, $toDouble, $toInt },
  ...arithmetic,
  ...dateOperators,
  ...ownOperators,
};

export const expressionContext = Context.init({ expression });

export function isExpressionOperator(name: string): boolean {
  return Object.hasOwn(expression, name);
}

type NamedArguments = {
  required: readonly string[];
  optional: readonly string[];
};

/** The operators that take a document of arguments. */
export const namedArguments: ReadonlyMap<string, NamedArguments> = new Map([
  ['$cond', { required: ['if', 'then', 'else'], optional: [] }],
  ['$switch', { required: ['branches'], optional: ['default'] }],
  ['$let', { required: ['vars', 'in'], optional: [] }],
  ['$map', { required: ['input', 'in'], optional: ['as'] }],
  ['$filter', { required: ['input', 'cond'], optional: ['as', 'limit'] }],
  ['$reduce', { required: ['input', 'initialValue', 'in'], optional: [] }],
  ['$dateAdd', { required: ['startDate', 'unit', 'amount'], optional: ['timezone'] }],
  ['$dateSubtract', { required: ['startDate', 'unit', 'amount'], optional: ['timezone'] }],
  ['$dateDiff', { required: ['startDate', 'endDate', 'unit'], optional: ['timezone', 'startOfWeek'] }],
  ['$dateTrunc', { required: ['date', 'unit'], optional: ['binSize', 'timezone', 'startOfWeek'] }],
  ['$dateToString', { required: ['date'], optional: ['format', 'timezone', 'onNull'] }],
  ['$dateToParts', { required: ['date'], optional: ['timezone', 'iso8601'] }],
  ['$regexMatch', { required: ['input', 'regex'], optional: ['options'] }],
  ['$replaceOne', { required: ['input', 'find', 'replacement'], optional: [] }],
  ['$replaceAll', { required: ['input', 'find', 'replacement'], optional: [] }],
  ['$trim', { required: ['input'], optional: ['chars'] }],
  ['$ltrim', { required: ['input'], optional: ['chars'] }],
  ['$rtrim', { required: ['input'], optional: ['chars'] }],
]);
