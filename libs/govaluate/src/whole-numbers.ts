const least = -(2 ** 63)
const half = 2 ** 63

/** float64 to int64 as amd64 does it: truncated, and the least for all that does not fit. */
export function toInt64(value: number): bigint {
  return value >= least && value < half ? BigInt(Math.trunc(value)) : -(1n << 63n)
}

/** float64 to uint64, likewise: from 2^63 on in two halves. */
export function toUint64(value: number): bigint {
  const bits = value < half ? toInt64(value) : toInt64(value - half) | (1n << 63n)
  return BigInt.asUintN(64, bits)
}

export function shiftLeft(value: number, by: number): number {
  const places = toUint64(by)
  return places > 63n ? 0 : Number(BigInt.asUintN(64, toUint64(value) << places))
}

export function shiftRight(value: number, by: number): number {
  const places = toUint64(by)
  return places > 63n ? 0 : Number(toUint64(value) >> places)
}
