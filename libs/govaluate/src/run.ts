import { stepsMax, textPerStep } from './bounds.ts'
import type { Value } from './value.ts'

/** One run of an expression: its parameters, and what is left of its budget. */
export class Run {
  readonly parameters: ReadonlyMap<string, unknown>
  readonly #stepsMax: number
  #steps = 0

  constructor(parameters: ReadonlyMap<string, unknown>, limit = stepsMax) {
    this.parameters = parameters
    this.#stepsMax = limit
  }

  /** Throws an Error when the budget is spent. */
  step(count = 1): void {
    this.#steps += count
    if (this.#steps > this.#stepsMax) throw new OperationFault(`more than ${this.#stepsMax} steps`)
  }

  text(length: number): void {
    this.step(length / textPerStep)
  }
}

/** An operation that cannot be done with these values; whoever knows the place adds it. */
export class OperationFault extends Error {}

export type Code = (run: Run) => Value
