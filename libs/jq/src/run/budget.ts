/** How much one run may do. Each bound ends the run with an error that names it; none can be caught by a program. */
export interface Bounds {
  /** Instructions run and items that functions look at, with 16 characters of text as one. */
  readonly stepsMax: number
  /** Characters of texts and items of lists and maps made, in sum; an item counts as 8. */
  readonly memoryMax: number
  /** Calls inside calls, when they are not the last thing a function does. */
  readonly callsMax: number
  /** How deep values may nest where a function goes into them. */
  readonly depthMax: number
  /** Points to come back to, as each `,` and each `[]` leaves one. */
  readonly forksMax: number
}

export const defaultBounds: Bounds = {
  stepsMax: 750_000,
  memoryMax: 32 * 1024 * 1024,
  callsMax: 20_000,
  depthMax: 2_000,
  forksMax: 100_000,
}

/** A bound was crossed. */
export class BudgetError extends Error {
  readonly bound: keyof Bounds

  constructor(bound: keyof Bounds, limit: number) {
    super(`the program needs more than ${bound} (${limit}) allows`)
    this.name = 'BudgetError'
    this.bound = bound
  }
}

const unitsPerItem = 8
const unitsPerStep = 16

export class Budget {
  readonly bounds: Bounds
  steps = 0
  #memory = 0

  constructor(bounds: Bounds) {
    this.bounds = bounds
  }

  step(count: number): void {
    this.steps += count
    if (this.steps > this.bounds.stepsMax) throw new BudgetError('stepsMax', this.bounds.stepsMax)
  }

  /** To be called before a text of that length is read or made by a function. */
  text(length: number): void {
    this.step(1 + Math.ceil(length / unitsPerStep))
    this.grow(length)
  }

  /**
   * To be called before a text is written anew character by character, each becoming `growth` at most: that takes several
   * times as long as copying, and formats one after the other grow without end.
   */
  rewrite(length: number, growth: number): void {
    this.step(Math.ceil(length / 2))
    this.text(length * growth)
  }

  /** To be called before so many items are made or copied. */
  items(count: number): void {
    this.step(1 + Math.ceil(count / 4))
    this.grow(count * unitsPerItem)
  }

  grow(units: number): void {
    this.#memory += units
    if (this.#memory > this.bounds.memoryMax) throw new BudgetError('memoryMax', this.bounds.memoryMax)
  }

  depth(depth: number): void {
    if (depth > this.bounds.depthMax) throw new BudgetError('depthMax', this.bounds.depthMax)
  }
}
