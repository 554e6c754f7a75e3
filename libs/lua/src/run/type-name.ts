import type { Value } from '../value.ts'
import { Coroutine } from './coroutine.ts'
import type { Runtime } from './runtime.ts'
import { numberText } from '../text/number.ts'

export type TypeName = 'nil' | 'boolean' | 'number' | 'string' | 'function' | 'userdata' | 'thread' | 'table'

export function typeName(value: Value): TypeName {
  switch (typeof value) {
    case 'undefined':
      return 'nil'
    case 'boolean':
      return 'boolean'
    case 'number':
      return 'number'
    case 'string':
      return 'string'
    default:
      return value instanceof Coroutine ? 'thread' : value.kind
  }
}

/** The text of a value without asking its metatable. */
export function plainText(runtime: Runtime, value: Value): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return numberText(value)
  if (typeof value === 'object') return `${typeName(value)}: ${runtime.address(value)}`
  return value === undefined ? 'nil' : String(value)
}
