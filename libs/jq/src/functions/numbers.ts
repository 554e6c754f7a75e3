import { JsonNumber } from '@millrace/value'
import { Fault } from '../run/fault.ts'
import { described } from '../value/preview.ts'
import { isNumber } from '../value/value.ts'
import type { Value } from '../value/value.ts'

export function negated(value: Value): Value {
  if (typeof value === 'number' || typeof value === 'bigint') return -value
  if (!(value instanceof JsonNumber)) throw new Fault(`cannot negate: ${described(value)}`)
  return new JsonNumber(value.text.startsWith('-') ? value.text.slice(1) : `-${value.text}`)
}

export function plus(value: Value): Value {
  if (!isNumber(value)) throw new Fault(`cannot plus: ${described(value)}`)
  return value
}

/** Undefined for what is no number. */
export function absolute(value: Value): Value | undefined {
  if (typeof value === 'number') return Math.abs(value)
  if (typeof value === 'bigint') return value < 0n ? -value : value
  if (!(value instanceof JsonNumber)) return undefined
  return value.text.startsWith('-') ? new JsonNumber(value.text.slice(1)) : value
}
