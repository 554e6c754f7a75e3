import type { Builtin } from './arguments.ts'
import { bitwise } from './bits.ts'
import { conversions } from './conversions.ts'
import { lists } from './lists.ts'
import { numbers } from './numbers.ts'
import { strings } from './strings.ts'
import { times } from './times.ts'

/** All builtins but the loops over predicates, which the compiler makes. */
export const builtins: ReadonlyMap<string, Builtin> = new Map(
  [strings, numbers, lists, bitwise, times, conversions].flatMap((table) => Object.entries(table)),
)
