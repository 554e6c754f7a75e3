import { Failure } from './fault.ts'

/** How much one execution may do. */
export interface Bounds {
  /** Nodes run, rounds of a range, and elements that functions visit or print. */
  readonly stepsMax: number
  /** UTF-16 units of all texts that functions read and make, in sum; what is slow counts more than once. */
  readonly workMax: number
  /** UTF-16 units of the output. */
  readonly outputMax: number
  /** How deep templates may call templates, and values may nest where they are printed, copied or compared. */
  readonly depthMax: number
}

export const defaultBounds: Bounds = {
  stepsMax: 500_000,
  workMax: 16_000_000,
  outputMax: 8_000_000,
  depthMax: 400,
}

/** The time is looked at after so many steps; so much work counts as one. */
const looks = { steps: 64, workOfStep: 2_000 } as const

/** Counts what one execution does, and ends it in a Failure when a bound is crossed. */
export class Budget {
  readonly #bounds: Bounds
  readonly #timeLimit: (() => () => boolean) | undefined
  #isOver: (() => boolean) | undefined
  /** What may be done before the time is looked at, in steps. */
  #untilLook: number = looks.steps
  #steps = 0
  #work = 0

  /** `timeLimit` gives what says whether the template has had its time. */
  constructor(bounds: Bounds, timeLimit?: () => () => boolean) {
    this.#bounds = bounds
    this.#timeLimit = timeLimit
    this.#isOver = timeLimit?.()
  }

  get depthMax(): number {
    return this.#bounds.depthMax
  }

  step(count = 1): void {
    this.#steps += count
    if (this.#steps > this.#bounds.stepsMax) throw crossed('stepsMax', this.#bounds.stepsMax)
    this.#look(1)
  }

  /** To be called before a text of this length, or a list of this many elements, is made. */
  work(units: number): void {
    this.#work += units
    if (this.#work > this.#bounds.workMax) throw crossed('workMax', this.#bounds.workMax)
    this.#look(1 + units / looks.workOfStep)
  }

  /** For what takes long by its nature, such as cryptography: it is paid for as work, and its time does not count. */
  apart<T>(units: number, run: () => T): T {
    this.work(units)
    try {
      return run()
    } finally {
      this.#isOver = this.#timeLimit?.()
    }
  }

  #look(steps: number): void {
    this.#untilLook -= steps
    if (this.#untilLook > 0) return
    this.#untilLook = looks.steps
    if (this.#isOver?.() === true) throw new Failure('the template takes too long', 'budget')
  }

  output(length: number): void {
    if (length > this.#bounds.outputMax) throw crossed('outputMax', this.#bounds.outputMax)
  }

  depth(depth: number): void {
    if (depth > this.#bounds.depthMax) throw crossed('depthMax', this.#bounds.depthMax)
  }
}

function crossed(name: keyof Bounds, bound: number): Failure {
  return new Failure(`the template needs more than ${name} (${bound}) allows`, 'budget')
}
