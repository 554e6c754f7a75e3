import type { Budget } from './budget.ts'
import type { Step } from './step.ts'

/** What one compilation shares. */
export interface Compiling {
  readonly budget: Budget
  readonly depth: number
  /** Reads a path: scripts have paths in them, and paths scripts. */
  readonly readPath: (text: string, compiling: Compiling) => readonly Step[]
}
