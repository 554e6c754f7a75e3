/** What can be wrong with a template or with what it does. */
export const faults = {
  /** The text is no template: found by `parse`. */
  syntax: 'the template does not parse, correct it',
  /** A step failed on these data: a wrong type, a bad index, a function that gave up. */
  evaluation: 'the template fails on these data',
  /** The function reads the world around it, and the administrator has not allowed this name. */
  'not-allowed': 'the administrator has not allowed this',
  /** The function needs a clock, randomness or cryptography that the caller has not given. */
  'not-given': 'what this function needs was not given to the library',
  /** A named bound was crossed. */
  budget: 'a bound was crossed, make the template do less',
} as const satisfies Record<string, string>

export type FaultCode = keyof typeof faults

/** Why a value could not be made. Thrown by functions and methods; running the template adds where it happened. */
export class Failure extends Error {
  readonly code: FaultCode

  constructor(message: string, code: FaultCode = 'evaluation') {
    super(message)
    this.name = 'Failure'
    this.code = code
  }
}
