import { besselJ, besselY } from '../math/bessel.ts'
import { erf, erfc } from '../math/erf.ts'
import { fused, frexp, ldexp, logb, nextAfter, remainder, roundToEven } from '../math/floats.ts'
import { gamma, logGamma } from '../math/gamma.ts'
import { toFloat } from '../value/numbers.ts'
import type { Value } from '../value/value.ts'
import type { Native, NativeTable } from './context.ts'
import { wrongType } from './refusal.ts'

function floatOf(name: string, value: Value): number {
  const float = toFloat(value)
  if (float === undefined) throw wrongType(name, value)
  return float
}

type OneTable = Readonly<Record<string, (x: number) => number>>
type TwoTable = Readonly<Record<string, (x: number, y: number) => number>>

const log10Of2 = 0.3010299956639812

function log2(x: number): number {
  const [fraction, exponent] = frexp(x)
  return fraction === 0.5 ? exponent - 1 : Math.log(fraction) * (1 / Math.LN2) + exponent
}

/** To the nearest whole number, halves away from zero. */
function round(x: number): number {
  const size = Math.abs(x)
  const whole = size - Math.floor(size) >= 0.5 ? Math.ceil(size) : Math.floor(size)
  return x < 0 || Object.is(x, -0) ? -whole : whole
}

const ofInput: OneTable = {
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  floor: Math.floor,
  round,
  nearbyint: roundToEven,
  rint: roundToEven,
  ceil: Math.ceil,
  trunc: Math.trunc,
  significand: (x) => frexp(x)[0] * 2,
  fabs: Math.abs,
  sqrt: Math.sqrt,
  cbrt: Math.cbrt,
  exp: Math.exp,
  exp10: (x) => 10 ** x,
  exp2: (x) => 2 ** x,
  expm1: Math.expm1,
  log: Math.log,
  // As Go calculates it: log10(1000) is a little less than 3 there.
  log10: (x) => log2(x) * log10Of2,
  log1p: Math.log1p,
  log2,
  logb,
  gamma,
  tgamma: gamma,
  lgamma: logGamma,
  erf,
  erfc,
  j0: (x) => besselJ(0, x),
  j1: (x) => besselJ(1, x),
  y0: (x) => besselY(0, x),
  y1: (x) => besselY(1, x),
}

const ofArguments: TwoTable = {
  atan2: Math.atan2,
  copysign: (x, y) => (y < 0 || Object.is(y, -0) ? -Math.abs(x) : Math.abs(x)),
  drem: (x, y) => {
    const rest = remainder(x, y)
    return rest === 0 ? (x < 0 || Object.is(x, -0) ? -0 : 0) : rest
  },
  fdim: (x, y) => (x - y <= 0 ? 0 : x - y),
  fmax: (x, y) => (Number.isNaN(x) ? y : Number.isNaN(y) ? x : Math.max(x, y)),
  fmin: (x, y) => (Number.isNaN(x) ? y : Number.isNaN(y) ? x : Math.min(x, y)),
  fmod: (x, y) => x % y,
  hypot: Math.hypot,
  jn: (n, x) => besselJ(Math.trunc(n), x),
  yn: (n, x) => besselY(Math.trunc(n), x),
  nextafter: nextAfter,
  nexttoward: nextAfter,
  remainder,
  ldexp,
  scalb: ldexp,
  scalbln: ldexp,
  pow: power,
}

/** Go's `Pow`: 1 to any power, and any number to the power of 0, is 1; so is -1 to that of an infinity. */
function power(x: number, y: number): number {
  if (x === 1 || (x === -1 && (y === Infinity || y === -Infinity))) return 1
  return x ** y
}

/** Sums of series, and what the engine itself is slow at. */
const slow = new Set([
  'gamma',
  'tgamma',
  'lgamma',
  'j0',
  'j1',
  'y0',
  'y1',
  'jn',
  'yn',
  'erf',
  'erfc',
  'ldexp',
  'scalb',
  'scalbln',
  'fmod',
])
const slowSteps = 120

function natives(): Record<string, Native> {
  const table: Record<string, Native> = {}
  for (const [name, apply] of Object.entries(ofInput)) {
    const steps = slow.has(name) ? slowSteps : 1
    table[`${name}/0`] = (value, _args, { budget }) => {
      budget.step(steps)
      return apply(floatOf(name, value))
    }
  }
  for (const [name, apply] of Object.entries(ofArguments)) {
    const steps = slow.has(name) ? slowSteps : 1
    table[`${name}/2`] = (_value, [x = null, y = null], { budget }) => {
      budget.step(steps)
      return apply(floatOf(name, x), floatOf(name, y))
    }
  }
  return table
}

const isNormal = (float: number): boolean => Number.isFinite(float) && Math.abs(float) >= 2 ** -1022

export const maths: NativeTable = {
  ...natives(),
  'fma/3': (_value, [x = null, y = null, z = null]) => fused(floatOf('fma', x), floatOf('fma', y), floatOf('fma', z)),
  'frexp/0': (value) => {
    const [fraction, exponent] = frexp(floatOf('frexp', value))
    return [fraction, BigInt(exponent)]
  },
  'modf/0': (value) => {
    const float = floatOf('modf', value)
    const whole = Math.trunc(float)
    const rest = Number.isFinite(float) ? float - whole : Number.isNaN(float) ? float : 0
    return [float < 0 || Object.is(float, -0) ? -Math.abs(rest) : rest, whole]
  },
  'infinite/0': () => Infinity,
  'nan/0': () => Number.NaN,
  'isfinite/0': (value) => {
    const float = toFloat(value)
    return float !== undefined && float !== Infinity && float !== -Infinity
  },
  'isinfinite/0': (value) => {
    const float = toFloat(value)
    return float === Infinity || float === -Infinity
  },
  'isnan/0': (value) => value !== null && Number.isNaN(floatOf('isnan', value)),
  'isnormal/0': (value) => isNormal(toFloat(value) ?? 0),
}
