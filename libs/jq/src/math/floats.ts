/*
 * Float64 by their parts, as Go's `math` has them.
 */
const view = new DataView(new ArrayBuffer(8))

function bitsOf(x: number): bigint {
  view.setFloat64(0, x)
  return view.getBigUint64(0)
}

function fromBits(bits: bigint): number {
  view.setBigUint64(0, bits)
  return view.getFloat64(0)
}

/** A fraction in [0.5, 1) and the power of two that it stands for. */
export function frexp(x: number): readonly [number, number] {
  if (x === 0 || !Number.isFinite(x)) return [x, 0]
  const isTiny = Math.abs(x) < 2 ** -1022
  const bits = bitsOf(isTiny ? x * 2 ** 54 : x)
  const exponent = Number((bits >> 52n) & 0x7ffn) - 1022 - (isTiny ? 54 : 0)
  return [fromBits((bits & ~(0x7ffn << 52n)) | (1022n << 52n)), exponent]
}

/** x · 2^n, rounded once. */
export function ldexp(x: number, n: number): number {
  if (x === 0 || !Number.isFinite(x)) return x
  const [fraction, own] = frexp(x)
  // An exponent that is no int64 is the least one, as Go converts it on amd64.
  const isInt = n >= -(2 ** 63) && n < 2 ** 63
  const exponent = own + Math.trunc(isInt ? Math.max(-5000, Math.min(5000, n)) : -5000)
  if (exponent > 1024) return x > 0 ? Infinity : -Infinity
  if (exponent < -1080) return x > 0 ? 0 : -0
  // In two steps, of which only the second can round.
  const first = Math.max(exponent, -1021)
  return fraction * 2 ** (first - 1) * 2 * 2 ** (exponent - first)
}

export function logb(x: number): number {
  if (x === 0) return -Infinity
  if (!Number.isFinite(x)) return Number.isNaN(x) ? x : Infinity
  return frexp(x)[1] - 1
}

export function roundToEven(x: number): number {
  if (!Number.isFinite(x) || Math.abs(x) >= 2 ** 52) return x
  const floor = Math.floor(x)
  const rest = x - floor
  const rounded = rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1
  return rounded === 0 && (x < 0 || Object.is(x, -0)) ? -0 : rounded
}

/** x - n·y with n the whole number nearest to x/y, the even one of two. */
export function remainder(x: number, y: number): number {
  if (Number.isNaN(x) || Number.isNaN(y) || !Number.isFinite(x) || y === 0) return Number.NaN
  if (!Number.isFinite(y)) return x
  const size = Math.abs(y)
  // Twice the divisor keeps whether the quotient is odd.
  let rest = size <= Number.MAX_VALUE / 2 ? Math.abs(x) % (size * 2) : Math.abs(x)
  if (size < 2 ** -1021) {
    if (rest + rest > size) {
      rest -= size
      if (rest + rest >= size) rest -= size
    }
  } else {
    const half = size / 2
    if (rest > half) {
      rest -= size
      if (rest >= half) rest -= size
    }
  }
  return x < 0 || Object.is(x, -0) ? -rest : rest
}

/** The next float64 from x towards y. */
export function nextAfter(x: number, y: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN
  if (x === y) return x
  if (x === 0) return y > 0 ? Number.MIN_VALUE : -Number.MIN_VALUE
  const bits = bitsOf(x)
  return fromBits(y > x === x > 0 ? bits + 1n : bits - 1n)
}

/** x·y + z, rounded once: calculated with integers. */
export function fused(x: number, y: number, z: number): number {
  if (![x, y, z].every(Number.isFinite) || x === 0 || y === 0) return x * y + z
  const [a, b, c] = [partsOf(x), partsOf(y), partsOf(z)]
  const exponent = Math.min(a.exponent + b.exponent, c.exponent)
  const product = (a.mantissa * b.mantissa) << BigInt(a.exponent + b.exponent - exponent)
  const sum = product + (c.mantissa << BigInt(c.exponent - exponent))
  return sum === 0n ? x * y + z : scaled(sum, exponent)
}

function partsOf(x: number): { readonly mantissa: bigint; readonly exponent: number } {
  if (x === 0) return { mantissa: 0n, exponent: 0 }
  const [fraction, exponent] = frexp(x)
  return { mantissa: BigInt(fraction * 2 ** 53), exponent: exponent - 53 }
}

/** An integer times a power of two, rounded once: to 53 bits, or to fewer where the result is subnormal. */
function scaled(integer: bigint, exponent: number): number {
  const size = integer < 0n ? -integer : integer
  const length = size.toString(2).length
  const drop = Math.max(length - 53, -1074 - exponent, 0)
  const kept = roundedShift(size, BigInt(drop))
  const result = ldexp(Number(kept), exponent + drop)
  return integer < 0n ? -result : result
}

function roundedShift(size: bigint, drop: bigint): bigint {
  if (drop === 0n) return size
  const kept = size >> drop
  const rest = size & ((1n << drop) - 1n)
  const half = 1n << (drop - 1n)
  return rest > half || (rest === half && (kept & 1n) === 1n) ? kept + 1n : kept
}
