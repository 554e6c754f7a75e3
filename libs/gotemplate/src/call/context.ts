import type { Budget } from '../budget.ts'
import type { World } from '../world.ts'

/** What a function may use besides its arguments. */
export interface Context {
  readonly budget: Budget
  readonly world: World
}
