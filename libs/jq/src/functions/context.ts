import type { Budget } from '../run/budget.ts'
import type { World } from '../run/world.ts'
import type { Value } from '../value/value.ts'

/** What a function gets besides its input and arguments. */
export interface Context {
  readonly budget: Budget
  readonly world: World
}

/** A function with one output for each combination of its arguments' outputs. Throws a Fault. */
export type Native = (input: Value, args: readonly Value[], context: Context) => Value

/** By name and number of arguments: `has/1`. */
export type NativeTable = Readonly<Record<string, Native>>
