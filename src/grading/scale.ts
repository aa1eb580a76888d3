/**
 * Marks as whole numbers: a mark is a level of its scale, counted from the lowest as 0. Sums and comparisons of levels
 * are exact where those of marks are not: 0.1 + 0.2 is no level of a scale in steps of 0.1, and levels 1 + 2 are 3.
 */
import type { Scale } from './grade.ts';

/** The level of a mark; null for a mark that is none of the scale. */
export function levelOf(mark: number, scale: Scale): number | null {
  return partsOf(mark, scale, 1);
}

/** The mark of a level, e.g. 0.3 and not 0.30000000000000004. */
export function markOf(level: number, scale: Scale): number {
  return Number(exactMark(level, 1, scale));
}

/** The highest level; the lowest is 0. Null where no whole number of steps leads from the lowest mark to the highest. */
export function topLevel(scale: Scale): number | null {
  return partsOf(scale.highest, scale, 1);
}

/** The mark that is nearest to a value, the higher of two; the lowest or the highest for values beyond them. */
export function nearestMark(value: number, scale: Scale): number {
  return markAt(Math.round((value - scale.lowest) / scale.step), scale);
}

/** The lowest mark that is not below the bar; the highest where all are. */
export function firstMarkFrom(bar: number, scale: Scale): number {
  return markAt(Math.ceil((bar - scale.lowest) / scale.step - 1e-9), scale);
}

function markAt(level: number, scale: Scale): number {
  const { lowest, highest, step } = scale;
  const within = Math.min(Math.floor((highest - lowest) / step + 1e-9), Math.max(0, level));
  // Whole numbers need no care, and simulated judges give millions of marks.
  return Number.isInteger(lowest) && Number.isInteger(step) ? lowest + within * step : markOf(within, scale);
}

/** All marks of a scale, from the lowest. Throws a RangeError for a scale whose steps do not fit. */
export function marksOf(scale: Scale): readonly number[] {
  const top = topLevel(scale);
  if (top === null) throw new RangeError('the steps of the scale do not lead to its highest mark');
  return Array.from({ length: top + 1 }, (_, level) => markOf(level, scale));
}

/**
 * A mark in parts of a level, e.g. in thousandths, counted from the lowest mark; null where it lies between two of them or
 * outside of the scale.
 *
 * @example partsOf(7.25, { lowest: 0, highest: 10, step: 1 }, 1000) // 7250
 */
export function partsOf(mark: number, { lowest, highest, step }: Scale, parts: number): number | null {
  if (!(mark >= lowest && mark <= highest) || !Number.isFinite(highest - lowest)) return null;
  const [from, to, size] = atOnePower(lowest, mark, step);
  const above = (to - from) * BigInt(parts);
  const count = Number(above / size);
  return above % size === 0n && Number.isSafeInteger(count) ? count : null;
}

/**
 * The mark that so many parts of a level stand for, as a decimal number; rounded half up to at most six decimals where it has more.
 *
 * @example exactMark(29, 4, { lowest: 0, highest: 10, step: 1 }) // '7.25'
 */
export function exactMark(count: number | bigint, parts: number | bigint, { lowest, step }: Scale): string {
  const [from, size, one] = atOnePower(lowest, step, 1);
  const numerator = from * BigInt(parts) + BigInt(count) * size;
  return decimalOf(numerator, BigInt(parts) * one);
}

const DECIMALS = 1_000_000n;

function decimalOf(numerator: bigint, denominator: bigint): string {
  const doubled = 2n * numerator * DECIMALS + denominator;
  const scaled = floorOf(doubled, 2n * denominator);
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(7, '0');
  const fraction = digits.slice(-6).replace(/0+$/, '');
  return `${scaled < 0n ? '-' : ''}${digits.slice(0, -6)}${fraction === '' ? '' : `.${fraction}`}`;
}

function floorOf(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  return numerator % denominator < 0n ? quotient - 1n : quotient;
}

/** Three decimal numbers as whole multiples of one power of ten. */
function atOnePower(a: number, b: number, c: number): readonly [bigint, bigint, bigint] {
  const [one, two, three] = [writtenIn(a), writtenIn(b), writtenIn(c)];
  const lowest = Math.min(0, one.power, two.power, three.power);
  const at = ({ digits, power }: Written) => digits * 10n ** BigInt(power - lowest);
  return [at(one), at(two), at(three)];
}

interface Written {
  readonly digits: bigint;
  readonly power: number;
}

/** As it is written: `-0.25` is -25 at the power -2. */
function writtenIn(value: number): Written {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(String(value)) ?? [];
  return { digits: BigInt(`${sign}${whole}${fraction}`), power: Number(exponent) - fraction.length };
}
