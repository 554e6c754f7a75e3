import { parseStep } from './parse-step.ts'
import { Budget } from './budget.ts'
import type { Compiling } from './compiling.ts'
import type { Step } from './step.ts'
import { tokenize } from './tokenize.ts'

/** Reads a path. Throws a JsonPathError. */
export function parsePath(text: string): readonly Step[] {
  return readPath(text, { budget: new Budget(), depth: 0, readPath })
}

function readPath(text: string, compiling: Compiling): readonly Step[] {
  compiling.budget.spend(1 + text.length / 16)
  return tokenize(text).map((token) => parseStep(token, compiling))
}
