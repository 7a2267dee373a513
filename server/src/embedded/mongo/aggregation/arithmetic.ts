import { CommandError } from '../errors.ts';
import { type BsonValue, typeName } from '../values.ts';
import { type Arguments, argumentsOf, type Operator } from './operatorArguments.ts';

/** Digits that are looked at behind the last one that is kept: a double has no more that matter. */
const extraDigits = 25;

/*
 * Where mingo computes otherwise than MongoDB: dividing by zero is an error, and halves are rounded to the even neighbour.
 */
export const arithmetic: Record<`$${string}`, Operator> = {
  $divide: (...call) => ofTwo('$divide', call, divide),
  $mod: (...call) => ofTwo('$mod', call, remainder),
  $round: (...call) => atPlace('$round', call, { isRounding: true }),
  $trunc: (...call) => atPlace('$trunc', call, { isRounding: false }),
};

function ofTwo(name: string, call: Arguments, compute: (left: number, right: number) => number): number | null {
  const [left, right] = argumentsOf(call);
  if (isNothing(left) || isNothing(right)) return null;
  if (typeof left === 'number' && typeof right === 'number') return compute(left, right);
  throw new CommandError(
    name === '$mod' ? 16611 : 'TypeMismatch',
    `${name} only supports numeric types, not ${typeName(left)} and ${typeName(right)}`,
  );
}

function isNothing(value: BsonValue): value is null | undefined {
  return value === null || value === undefined;
}

function divide(left: number, right: number): number {
  if (right === 0) throw new CommandError('BadValue', "can't $divide by zero");
  return left / right;
}

function remainder(left: number, right: number): number {
  if (right === 0) throw new CommandError(16610, "can't $mod by zero");
  return left % right;
}

function atPlace(name: string, call: Arguments, { isRounding }: { isRounding: boolean }): number | null {
  const [value, place = 0] = argumentsOf(call);
  if (isNothing(value) || isNothing(place)) return null;
  if (typeof value !== 'number') {
    throw new CommandError(51081, `${name} only supports numeric types, not ${typeName(value)}`);
  }
  if (typeof place !== 'number' || !Number.isInteger(place) || place <= -20 || place >= 100) {
    throw new CommandError(51083, `cannot apply ${name} with precision value ${String(place)}`);
  }
  if (!Number.isFinite(value) || Math.abs(value) >= 1e21) return value;
  const size =
    place < 0 ? cutWhole(Math.abs(value), -place, isRounding) : cutFraction(Math.abs(value), place, isRounding);
  return size === 0 ? 0 : Math.sign(value) * size;
}

/** By the decimal digits that the double stands for, so that 2.45, which is a little more, becomes 2.5. */
function cutFraction(value: number, place: number, isRounding: boolean): number {
  const digits = value.toFixed(Math.min(place + extraDigits, 100));
  const end = digits.indexOf('.') + 1 + place;
  const kept = BigInt(digits.slice(0, end).replace('.', ''));
  const rest = digits.slice(end).replace('.', '');
  const half = `5${'0'.repeat(Math.max(rest.length - 1, 0))}`;
  const isUp = isRounding && (rest > half || (rest === half && kept % 2n === 1n));
  return Number(`${isUp ? kept + 1n : kept}e-${place}`);
}

function cutWhole(value: number, zeros: number, isRounding: boolean): number {
  const unit = 10n ** BigInt(zeros);
  const whole = BigInt(Math.trunc(value));
  const kept = whole / unit;
  const twice = 2n * (whole % unit);
  const isMore = twice > unit || (twice === unit && !Number.isInteger(value));
  const isUp = isRounding && (isMore || (twice === unit && kept % 2n === 1n));
  return Number((isUp ? kept + 1n : kept) * unit);
}
