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

/** Counts what one execution does, and ends it in a Failure when a bound is crossed. */
/** Steps, and functions that make something, after which the time is looked at. */
const callsToLook = 64

export class Budget {
  readonly #bounds: Bounds
  readonly #isOver: (() => boolean) | undefined
  #callsToLook = callsToLook
  #steps = 0
  #work = 0

  /** `isOver` says whether the template has had its time. */
  constructor(bounds: Bounds, isOver?: () => boolean) {
    this.#bounds = bounds
    this.#isOver = isOver
  }

  get depthMax(): number {
    return this.#bounds.depthMax
  }

  step(count = 1): void {
    this.#steps += count
    if (this.#steps > this.#bounds.stepsMax) throw crossed('stepsMax', this.#bounds.stepsMax)
    this.#look()
  }

  /** To be called before a text of this length, or a list of this many elements, is made. */
  work(units: number): void {
    this.#work += units
    if (this.#work > this.#bounds.workMax) throw crossed('workMax', this.#bounds.workMax)
    this.#look()
  }

  #look(): void {
    this.#callsToLook -= 1
    if (this.#callsToLook > 0) return
    this.#callsToLook = callsToLook
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
