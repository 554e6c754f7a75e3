import type { Value } from '../value.ts'
import type { Runtime } from './runtime.ts'
import { numberText } from '../text/number.ts'

export type TypeName = 'nil' | 'boolean' | 'number' | 'string' | 'function' | 'userdata' | 'thread' | 'table'

export function typeName(value: Value): TypeName {
  if (value === undefined) return 'nil'
  if (typeof value === 'object') return value.kind
  if (typeof value === 'string') return 'string'
  return typeof value === 'number' ? 'number' : 'boolean'
}

/** The text of a value without asking its metatable. */
export function plainText(runtime: Runtime, value: Value): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return numberText(value)
  if (typeof value === 'object') return `${typeName(value)}: ${runtime.address(value)}`
  return value === undefined ? 'nil' : String(value)
}
