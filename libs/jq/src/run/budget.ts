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

/** A bound was crossed, or the time is over. */
export class BudgetError extends Error {
  readonly bound: keyof Bounds | 'time'

  constructor(bound: keyof Bounds | 'time', limit = 0) {
    super(bound === 'time' ? 'the program takes too long' : `the program needs more than ${bound} (${limit}) allows`)
    this.name = 'BudgetError'
    this.bound = bound
  }
}

/** Steps, and calls of functions, after which a run looks at the time. */
const looks = { steps: 20_000, calls: 16 } as const

const unitsPerItem = 8
const unitsPerStep = 16
/** A text of so many characters is looked for in linear time. */
const shortMax = 250
const repeatedPerStep = 4_096

export class Budget {
  readonly bounds: Bounds
  steps = 0
  /** With more steps than this, `look`. */
  lookAt: number
  #callsToLook: number = looks.calls
  #memory = 0
  readonly #isOver: (() => boolean) | undefined

  /** `isOver` says whether the run has had its time. */
  constructor(bounds: Bounds, isOver?: () => boolean) {
    this.bounds = bounds
    this.lookAt = Math.min(bounds.stepsMax, looks.steps)
    this.#isOver = isOver
  }

  step(count: number): void {
    this.steps += count
    if (this.steps > this.lookAt) this.look()
  }

  /** To be called before each function is: one step may be a long one. */
  call(): void {
    this.steps += 1
    this.#callsToLook -= 1
    if (this.#callsToLook === 0) this.look()
  }

  /** Whether there are steps and time left. */
  look(): void {
    const { stepsMax } = this.bounds
    if (this.steps > stepsMax) throw new BudgetError('stepsMax', stepsMax)
    this.lookAt = Math.min(stepsMax, this.steps + looks.steps)
    this.#callsToLook = looks.calls
    if (this.#isOver?.() === true) throw new BudgetError('time')
  }

  /** To be called before a text of that length is read or made by a function. */
  text(length: number): void {
    this.step(1 + Math.ceil(length / unitsPerStep))
    this.grow(length)
  }

  /** To be called before a text is looked for in another one. */
  search(length: number, wanted: number): void {
    this.step(1 + Math.ceil(length / unitsPerStep))
    // The engine's search takes linear time but for long texts that repeat themselves.
    if (wanted > shortMax) this.step(Math.ceil((length * (wanted - shortMax)) / repeatedPerStep))
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
