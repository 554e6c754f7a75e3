import type { Budget } from './budget.ts'

/** The budget of the run that is under way. A run works up to its next output in one turn, so that one place serves. */
let payer: Budget | undefined

/** From now on this run works. */
export function working(budget: Budget): void {
  payer = budget
}

/** Has the run that works pay, where the work is done far from what knows the run. Throws a BudgetError. */
export function pay(steps: number): void {
  payer?.step(steps)
}
