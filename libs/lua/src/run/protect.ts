import type { Results, Value } from '../value.ts'
import type { Runtime } from './runtime.ts'
import { Thrown } from './thrown.ts'

/** What a script may catch. Anything else is thrown again: a used-up budget, or a fault of ours. */
export function caught(runtime: Runtime, error: unknown): Thrown {
  if (error instanceof Thrown) return error
  // The engine's own stack is the last bound for what nests without calling.
  if (error instanceof RangeError && /call stack/i.test(error.message)) {
    const { line } = runtime.nearest(runtime.frame)?.site ?? { line: 0 }
    return new Thrown(`<string>:${line}: stack overflow`, line)
  }
  throw error
}

/** Steps of catching an error. */
const catchCost = 64

export type Outcome =
  | { readonly isOk: true; readonly results: Results }
  | { readonly isOk: false; readonly value: Value }

/** Runs something and catches an error of the script; afterwards the stack is as it was. */
export function protect(runtime: Runtime, action: () => Results): Outcome {
  const { frame, depth } = runtime
  runtime.spend(16)
  try {
    return { isOk: true, results: action() }
  } catch (error) {
    const { value } = caught(runtime, error)
    runtime.spend(catchCost)
    return { isOk: false, value }
  } finally {
    runtime.frame = frame
    runtime.depth = depth
  }
}
