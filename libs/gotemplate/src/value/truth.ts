import { Complex } from './complex.ts'
import { Dict } from './dict.ts'
import { Int } from './int.ts'
import { List } from './list.ts'
import type { Value } from './value.ts'

/** Whether `if` takes it for true: it is not the zero of its type. Sprig's `empty` is the contrary. */
export function isTrue(value: Value): boolean {
  if (value === undefined || value === null) return false
  if (typeof value === 'string') return value !== ''
  if (typeof value === 'number') return value !== 0
  if (typeof value === 'boolean') return value
  if (value instanceof Int) return value.value !== 0n
  if (value instanceof List) return value.items.length > 0
  if (value instanceof Dict) return value.size > 0
  if (value instanceof Complex) return value.real !== 0 || value.imaginary !== 0
  return true
}
