import { modulo, power } from '../run/arithmetic.ts'
import type { NativeCode } from '../run/function.ts'
import type { Runtime } from '../run/runtime.ts'
import { Thrown } from '../run/thrown.ts'
import { none } from '../value.ts'
import type { Results, Value } from '../value.ts'
import { checkInteger, checkNumber } from './arguments.ts'
import { library } from './library.ts'

function ofOne(compute: (x: number) => number): NativeCode {
  return (runtime, args) => compute(checkNumber(runtime, args, 1))
}

function ofTwo(compute: (x: number, y: number) => number): NativeCode {
  return (runtime, args) => {
    const x = checkNumber(runtime, args, 1)
    return compute(x, checkNumber(runtime, args, 2))
  }
}

function extreme(isBetter: (x: number, best: number) => boolean): NativeCode {
  return (runtime, args) => {
    if (args.length === 0) throw runtime.raise('wrong number of arguments')
    let best = checkNumber(runtime, args, 1)
    for (let at = 2; at <= args.length; at++) {
      const x = checkNumber(runtime, args, at)
      if (isBetter(x, best)) best = x
    }
    return best
  }
}

export const mathLibrary = library(
  {
    abs: ofOne(Math.abs),
    acos: ofOne(Math.acos),
    asin: ofOne(Math.asin),
    atan: ofOne(Math.atan),
    atan2: ofTwo(Math.atan2),
    ceil: ofOne(Math.ceil),
    cos: ofOne(Math.cos),
    cosh: ofOne(Math.cosh),
    deg: ofOne((x) => (x * 180) / Math.PI),
    exp: ofOne(Math.exp),
    floor: ofOne(Math.floor),
    fmod: ofTwo((x, y) => x % y),
    frexp: (runtime, args) => frexp(checkNumber(runtime, args, 1)),
    ldexp: (runtime, args) => ldexp(checkNumber(runtime, args, 1), checkInteger(runtime, args, 2)),
    log: ofOne(Math.log),
    log10: ofOne(Math.log10),
    max: extreme((x, best) => x > best),
    min: extreme((x, best) => x < best),
    mod: ofTwo(modulo),
    modf: (runtime, args) => modf(checkNumber(runtime, args, 1)),
    pow: ofTwo(power),
    rad: ofOne((x) => (x * Math.PI) / 180),
    random,
    randomseed: (runtime, args) => {
      runtime.seeded = generator(checkInteger(runtime, args, 1))
      return none
    },
    sin: ofOne(Math.sin),
    sinh: ofOne(Math.sinh),
    sqrt: ofOne(Math.sqrt),
    tan: ofOne(Math.tan),
    tanh: ofOne(Math.tanh),
  },
  { pi: Math.PI, huge: Number.MAX_VALUE },
)

/** A fraction from a half up to 1, and the exponent of 2 that belongs to it. */
function frexp(x: number): Value[] {
  if (x === 0 || !Number.isFinite(x)) return [x, 0]
  let exponent = Math.max(-1023, Math.floor(Math.log2(Math.abs(x))) + 1)
  let fraction = x * 2 ** -exponent
  while (Math.abs(fraction) < 0.5) {
    fraction *= 2
    exponent--
  }
  while (Math.abs(fraction) >= 1) {
    fraction /= 2
    exponent++
  }
  return [fraction, exponent]
}

/** In steps, as the power itself may be too large or too small. */
function ldexp(fraction: number, exponent: number): number {
  let left = Math.max(-2200, Math.min(2200, exponent))
  let x = fraction
  for (; left > 1000; left -= 1000) x *= 2 ** 1000
  for (; left < -1000; left += 1000) x *= 2 ** -1000
  return x * 2 ** left
}

function modf(x: number): Value[] {
  if (!Number.isFinite(x)) return [x, NaN]
  const whole = Math.trunc(x)
  return [whole, x - whole]
}

function random(runtime: Runtime, args: Value[]): Results {
  const next = runtime.seeded ?? runtime.world.random ?? (runtime.seeded = generator(1))
  if (args.length === 0) return next()
  const low = args.length === 1 ? 1 : checkInteger(runtime, args, 1)
  const high = checkInteger(runtime, args, args.length === 1 ? 1 : 2)
  if (high < low) throw new Thrown('invalid argument to Intn', runtime.nearest(runtime.frame)?.site.line ?? 0)
  return low + Math.floor(next() * (high - low + 1))
}

/** Numbers from 0 up to 1 that a seed determines (mulberry32). */
export function generator(seed: number): () => number {
  let state = (seed % 2 ** 32) | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
