import { isSized, wrap64 } from '../value/int.ts'
import { Panic } from '../value/panic.ts'
import { typeName } from '../value/type-of.ts'
import type { Value } from '../value/value.ts'
import type { Builtin } from './arguments.ts'

function intOf(value: Value, name: string): bigint {
  if (typeof value === 'bigint') return value
  if (isSized(value)) return wrap64(value.value)
  throw new Panic(`cannot use ${typeName(value)} as argument (type int) to call ${name}`)
}

const bits = (name: string, body: (x: bigint, y: bigint) => bigint): [string, Builtin] => {
  return [name, (_, [x = null, y = null]) => wrap64(body(intOf(x, name), intOf(y, name)))]
}

const shift = (name: string, body: (x: bigint, y: bigint) => bigint): [string, Builtin] => {
  return bits(name, (x, y) => {
    if (y < 0n) throw new Panic(`invalid operation: negative shift count ${y} (type int)`)
    // From 64 on a shift gives the same as 64.
    return body(x, y > 64n ? 64n : y)
  })
}

export const bitwise: Readonly<Record<string, Builtin>> = Object.fromEntries([
  bits('bitand', (x, y) => x & y),
  bits('bitor', (x, y) => x | y),
  bits('bitxor', (x, y) => x ^ y),
  bits('bitnand', (x, y) => x & ~y),
  shift('bitshl', (x, y) => x << y),
  shift('bitshr', (x, y) => x >> y),
  shift('bitushr', (x, y) => BigInt.asUintN(64, x) >> y),
  ['bitnot', (_, [x = null]) => ~intOf(x, 'bitnot')],
])
