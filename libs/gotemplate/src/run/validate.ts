import { fits, goType, nilOf } from '../call/param.ts'
import type { Param } from '../call/param.ts'
import { staticTypeOf } from '../value/type-of.ts'
import type { Value } from '../value/value.ts'
import type { State } from './state.ts'

/** The value as an argument of this parameter; fails when it is of another type. */
export function validate(state: State, value: Value, param: Param): Value {
  if (param === 'value') return value
  if (value === undefined) {
    const zero = nilOf(param)
    if (zero === undefined) return state.fail(`invalid value; expected ${goType(param)}`)
    return zero.value
  }
  if (param === 'any' || (value !== null && fits(value, param))) return value
  return state.fail(`wrong type for value; expected ${goType(param)}; got ${staticTypeOf(value)}`)
}
