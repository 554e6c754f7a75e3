import type { Machine } from '../run/machine.ts'
import { Panic } from '../value/panic.ts'
import { conversionFault } from '../value/type-of.ts'
import type { Value } from '../value/value.ts'

/** A builtin at run time. The checker has counted its arguments, but may not have known their types. */
export type Builtin = (m: Machine, args: readonly Value[]) => Value

/** A text; anything else is a failed conversion. */
export function text(value: Value | undefined): string {
  if (typeof value === 'string') return value
  throw new Panic(conversionFault(value ?? null, 'string'))
}
