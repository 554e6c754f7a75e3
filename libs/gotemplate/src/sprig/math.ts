import type { Context } from '../call/context.ts'
import { fixed, variadic } from '../call/signature.ts'
import type { Signature } from '../call/signature.ts'
import { Failure } from '../fault.ts'
import { parseInt64 } from '@millrace/value'
import { sprint } from '../print/sprint.ts'
import { Int, int, int64 } from '../value/int.ts'
import { grown, List } from '../value/list.ts'
import type { Value } from '../value/value.ts'
import { toFloat64, toInt64 } from './cast.ts'
import { foldDecimal } from './decimal-math.ts'
import type { Operation } from './decimal-math.ts'
import { powerOfTen } from './power.ts'
import { randomBelow } from './random.ts'

export const math: Readonly<Record<string, Signature>> = {
  atoi: fixed(['string'], (_, text) => atoi(text)),
  int64: fixed(['any'], (_, value) => int64(toInt64(value))),
  int: fixed(['any'], (_, value) => int(toInt64(value))),
  float64: fixed(['any'], (_, value) => toFloat64(value)),
  toDecimal: fixed(['any'], ({ budget }, value) => {
    const parsed = parseInt64(sprint([value], budget), 8)
    return int64(parsed.kind === 'int' ? parsed.value : 0n)
  }),
  seq: variadic([], 'int', sequence),
  until: fixed(['int'], (context, count) => ints(steps(context, 0, count, count < 0 ? -1 : 1))),
  untilStep: fixed(['int', 'int', 'int'], (context, from, to, by) => ints(steps(context, from, to, by))),
  add1: fixed(['any'], (_, value) => int64(toInt64(value) + 1n)),
  add: folding([], 0n, (a, b) => a + b),
  sub: fixed(['any', 'any'], (_, a, b) => int64(toInt64(a) - toInt64(b))),
  div: fixed(['any', 'any'], (_, a, b) => int64(toInt64(a) / divisor(b))),
  mod: fixed(['any', 'any'], (_, a, b) => int64(toInt64(a) % divisor(b))),
  mul: folding(['any'], 1n, (a, b) => BigInt.asIntN(64, a * b)),
  max: extreme((a, b) => b > a),
  biggest: extreme((a, b) => b > a),
  min: extreme((a, b) => b < a),
  maxf: extremeFloat(greatest),
  minf: extremeFloat((a, b) => -greatest(-a, -b)),
  add1f: fixed(['any'], (_, value) => foldDecimal(toFloat64(value), [1], 'add')),
  addf: variadic([], 'any', (_, values) => foldDecimal(0, values.map(toFloat64), 'add')),
  subf: decimal('subtract'),
  divf: decimal('divide'),
  mulf: decimal('multiply'),
  ceil: fixed(['any'], (_, value) => Math.ceil(toFloat64(value))),
  floor: fixed(['any'], (_, value) => Math.floor(toFloat64(value))),
  round: variadic(['any', 'int'], 'float64', (_, value, places, [on = 0.5]) => round(toFloat64(value), places, on)),
  randInt: fixed(['int', 'int'], (context, from, to) => {
    if (to - from <= 0) throw new Failure('invalid argument to Intn')
    return int(from + randomBelow(context, to - from))
  }),
}

/** What does not fit is cut to the greatest or least; what is no number is 0. */
function atoi(text: string): Int {
  const parsed = parseInt64(text, 10)
  return int(parsed.kind === 'syntax' ? 0n : parsed.value)
}

function divisor(value: Value): bigint {
  const by = toInt64(value)
  if (by === 0n) throw new Failure('runtime error: integer divide by zero')
  return by
}

function folding(params: [] | ['any'], start: bigint, apply: (a: bigint, b: bigint) => bigint): Signature {
  const fold = (values: readonly Value[]): Int =>
    int64(values.reduce<bigint>((total, value) => apply(total, toInt64(value)), start))
  if (params.length === 0) return variadic([], 'any', (_, values) => fold(values))
  return variadic(['any'], 'any', (_, first, values) => fold([first, ...values]))
}

function extreme(isBetter: (best: bigint, other: bigint) => boolean): Signature {
  return variadic(['any'], 'any', (_, first, others) => {
    let best = toInt64(first)
    for (const other of others.map(toInt64)) if (isBetter(best, other)) best = other
    return int64(best)
  })
}

function extremeFloat(better: (a: number, b: number) => number): Signature {
  return variadic(['any'], 'any', (_, first, others) => {
    let best = toFloat64(first)
    for (const other of others) best = better(best, toFloat64(other))
    return best
  })
}

/** Go's `math.Max`: an infinity wins over NaN. */
function greatest(a: number, b: number): number {
  return a === Infinity || b === Infinity ? Infinity : Math.max(a, b)
}

function decimal(operation: Operation): Signature {
  return variadic(['any'], 'any', (_, first, others) => foldDecimal(toFloat64(first), others.map(toFloat64), operation))
}

function round(value: number, places: number, on: number): number {
  const power = powerOfTen(places)
  const digit = power * value
  const fraction = digit - Math.trunc(digit)
  return (fraction >= on ? Math.ceil(digit) : Math.floor(digit)) / power
}

/** `from` up or down to `to`, which is left out. */
function steps({ budget }: Context, from: number, to: number, by: number): number[] {
  if (to < from ? by >= 0 : by <= 0) return []
  const count = Math.ceil((to - from) / by)
  budget.step(count)
  return Array.from({ length: count }, (_, at) => from + at * by)
}

function ints(numbers: readonly number[]): List {
  return new List(numbers.map(int), 'int', grown)
}

/** `seq 5`, `seq 2 5` and `seq 1 2 9` give a text of numbers; the end belongs to it. */
function sequence(context: Context, params: readonly number[]): string {
  const [first = 0, second = 0, third = 0] = params
  const text = (from: number, to: number, by: number): string => steps(context, from, to, by).join(' ')
  if (params.length === 1) return text(1, first + (first < 1 ? -1 : 1), first < 1 ? -1 : 1)
  if (params.length === 2) return text(first, second + (second < first ? -1 : 1), second < first ? -1 : 1)
  if (params.length !== 3) return ''
  if (third < first) return second > 0 ? '' : text(first, third - 1, second)
  return text(first, third + 1, second)
}
