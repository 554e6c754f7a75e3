import { Dict } from '../value/dict.ts'
import { Int } from '../value/int.ts'
import { Opaque } from '../value/opaque.ts'
import { namedIntMethod } from '../time/named-int-methods.ts'
import { Time } from '../time/time.ts'
import { timeMethod } from '../time/time-methods.ts'
import { staticTypeOf } from '../value/type-of.ts'
import type { Signature } from '../call/signature.ts'
import type { Value } from '../value/value.ts'
import type { State } from './state.ts'

/** A method of the value. */
export function methodOf(value: Value, name: string): Signature | undefined {
  if (value instanceof Time) return timeMethod(value, name)
  if (value instanceof Opaque) return value.method(name)
  if (value instanceof Int) return namedIntMethod(value, name)
  return undefined
}

export interface Access {
  /** Arguments follow, which only methods take. */
  readonly hasArgs: boolean
  /** The receiver is itself a member of something. */
  readonly isInner: boolean
}

/** A member of a map or a struct. */
export function fieldOf(state: State, receiver: Value, name: string, { hasArgs, isInner }: Access): Value {
  const { missingKey } = state.execution
  if (receiver === undefined) {
    if (missingKey === 'error') state.fail(`nil data; no entry for key ${JSON.stringify(name)}`)
    return undefined
  }
  if (receiver === null) return state.fail(`nil pointer evaluating interface {}.${name}`)
  if (receiver instanceof Dict) {
    if (hasArgs) state.fail(`${name} is not a method but has arguments`)
    const value = receiver.get(name)
    if (value !== undefined) return value
    if (missingKey === 'error') state.fail(`map has no entry for key ${JSON.stringify(name)}`)
    return missingKey === 'zero' ? zeroOf(receiver.element) : undefined
  }
  if (receiver instanceof Opaque) {
    const field = receiver.fields().find(([known]) => known === name)
    if (field !== undefined && /^\p{Lu}/u.test(name)) {
      if (hasArgs) state.fail(`${name} has arguments but cannot be invoked as function`)
      return field[1]
    }
  }
  return state.fail(`can't evaluate field ${name} in type ${isInner ? 'interface {}' : staticTypeOf(receiver)}`)
}

/** The zero of a map's value type. */
export function zeroOf(element: string): Value {
  return element === 'string' ? '' : null
}
