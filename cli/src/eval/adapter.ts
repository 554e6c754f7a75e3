/** When an error shows: `compile` is what can be known without the data, `run` all the rest. */
export type Stage = 'compile' | 'run'

/** The input of one case, as vectors/README.md describes it for its language. */
export type Input = Readonly<Record<string, unknown>>

/**
 * Answers one case in a language: the output, as values of JSON (see `writeOutput`). Throws an EvalFault for an error that
 * the language itself has; anything else that it throws counts as one at `run`.
 */
export type Adapter = (input: Input) => unknown

/** An error of the case: the language's answer, not a fault of the program. */
export class EvalFault extends Error {
  override readonly name = 'EvalFault'
  readonly stage: Stage

  constructor(stage: Stage, message: string, options?: ErrorOptions) {
    super(message, options)
    this.stage = stage
  }
}

/** Runs one stage: what it throws is the case's error at that stage. */
export function at<T>(stage: Stage, act: () => T): T {
  try {
    return act()
  } catch (error) {
    if (error instanceof EvalFault) throw error
    throw new EvalFault(stage, error instanceof Error ? error.message : String(error), { cause: error })
  }
}
