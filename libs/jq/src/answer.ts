import { JqError } from './error.ts'
import type { Program, RunOptions } from './program.ts'
import { encodeTagged } from './value/tagged.ts'
import type { TaggedJson } from './value/tagged.ts'
import type { Value } from './value/value.ts'

/** What a program says to an input: the outputs up to the first error, in tagged JSON. */
export interface Answer {
  readonly outputs: readonly TaggedJson[]
  readonly errored: boolean
}

/** Runs a program to its end. An error of the program is part of the answer. */
export function answer(program: Program, input: Value, options: RunOptions = {}): Answer {
  const outputs: TaggedJson[] = []
  try {
    for (const output of program.run(input, options)) outputs.push(encodeTagged(output))
    return { outputs, errored: false }
  } catch (error) {
    if (error instanceof JqError) return { outputs, errored: true }
    throw error
  }
}
