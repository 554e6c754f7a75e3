const bits = {
  int: 64,
  int8: 8,
  int16: 16,
  int32: 32,
  int64: 64,
  uint: 64,
  uint8: 8,
  uint16: 16,
  uint32: 32,
  uint64: 64,
} as const

export type IntKind = keyof typeof bits

const named: Readonly<Record<string, IntKind>> = {
  'time.Duration': 'int64',
  'time.Month': 'int',
  'time.Weekday': 'int',
}

/** A Go integer of a certain type. The value is always within the type's range. */
export class Int {
  /** `int`, `int64`, …, or a type of its own as `time.Duration`. */
  readonly type: string
  readonly kind: IntKind
  readonly value: bigint

  constructor(value: bigint, type: string = 'int') {
    this.type = type
    this.kind = isIntKind(type) ? type : (named[type] ?? 'int')
    this.value = wrap(value, this.kind)
  }

  get isUnsigned(): boolean {
    return this.kind.startsWith('u')
  }
}

export function isIntKind(name: string): name is IntKind {
  return Object.hasOwn(bits, name)
}

function wrap(value: bigint, kind: IntKind): bigint {
  return kind.startsWith('u') ? BigInt.asUintN(bits[kind], value) : BigInt.asIntN(bits[kind], value)
}

const small = Array.from({ length: 257 }, (_, at) => new Int(BigInt(at)))

/** An `int`. A number must be whole; beyond 2^53 it is as exact as the number. */
export function int(value: number | bigint): Int {
  return small[Number(value)] ?? new Int(BigInt(value))
}

export function int64(value: bigint): Int {
  return new Int(value, 'int64')
}

const two63 = 2 ** 63

/** Go's `int64(f)` on amd64: towards zero, and the least number for what does not fit. */
export function truncated(float: number): bigint {
  if (!(float >= -two63 && float < two63)) return -(1n << 63n)
  return BigInt(Math.trunc(float))
}
