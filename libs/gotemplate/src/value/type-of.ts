import { Complex } from './complex.ts'
import { Dict } from './dict.ts'
import { Int } from './int.ts'
import { List } from './list.ts'
import type { Value } from './value.ts'

/** The type as `%T` prints it; `<nil>` for nil and for no value. */
export function typeOf(value: Value): string {
  if (value === undefined || value === null) return '<nil>'
  if (typeof value === 'string') return 'string'
  if (typeof value === 'number') return 'float64'
  if (typeof value === 'boolean') return 'bool'
  return value instanceof Complex ? 'complex128' : value.type
}

/** The name of the reflect kind; `invalid` for nil and for no value. */
export function kindOf(value: Value): string {
  if (value === undefined || value === null) return 'invalid'
  if (value instanceof Int) return value.kind
  if (value instanceof List) return 'slice'
  if (value instanceof Dict) return 'map'
  if (typeof value === 'object' && !(value instanceof Complex)) return value.kind
  return typeOf(value)
}

/** The static type of what a template has at hand: nil is an `interface {}` there. */
export function staticTypeOf(value: Value): string {
  return value === null ? 'interface {}' : typeOf(value)
}
