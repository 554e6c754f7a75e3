import { JsonPathError } from './error.ts'

/** Steps that reading a path, or one look-up with it, may take. */
export const stepsMax = 200_000
/** Characters of a path: each is looked at with those before it. */
export const pathCharsMax = 16_384
/** Levels of a path's parts within parts. */
export const nestingMax = 100

/** Counts what is done, and ends it in an error. */
export class Budget {
  #left = stepsMax

  spend(steps = 1): void {
    this.#left -= steps
    if (this.#left < 0) throw new JsonPathError(`the path needs more than ${stepsMax} steps`)
  }
}
