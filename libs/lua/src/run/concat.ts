import { numberText } from '../text/number.ts'
import type { Value } from '../value.ts'
import { call1 } from './call.ts'
import { isFunction } from './function.ts'
import { metamethodOfEither } from './metatable.ts'
import type { Runtime } from './runtime.ts'
import { typeName } from './type-name.ts'

/** `a .. b`. */
export function concatTwo(runtime: Runtime, left: Value, right: Value): Value {
  const a = typeof left === 'string' ? left : typeof left === 'number' ? numberText(left) : undefined
  const b = typeof right === 'string' ? right : typeof right === 'number' ? numberText(right) : undefined
  if (a === undefined || b === undefined) {
    const meta = metamethodOfEither(runtime, left, right, '__concat')
    if (isFunction(meta)) return call1(runtime, meta, [left, right])
    throw runtime.raise(`cannot perform concat operation between ${typeName(left)} and ${typeName(right)}`)
  }
  chargeJoin(runtime, a.length, b.length)
  return a + b
}

/** From right to left. */
export function concatAll(runtime: Runtime, values: readonly Value[]): Value {
  let joined = values[values.length - 1]
  for (let at = values.length - 2; at >= 0; at--) joined = concatTwo(runtime, values[at], joined)
  return joined
}

/** The engine joins without copying, and copies once when the bytes are needed: the steps are the price of that. */
export function chargeJoin(runtime: Runtime, a: number, b: number): void {
  const length = a + b
  runtime.memory -= 32 + Math.min(a, b)
  runtime.steps -= length >> 7
  if (runtime.memory < 0) runtime.charge(0)
  if (runtime.steps < 0) throw runtime.exhausted()
  if (length > stringBytesMax) runtime.charge(runtime.limits.memoryBytes + 1)
}

/** No string may be longer. */
const stringBytesMax = 32 << 20
