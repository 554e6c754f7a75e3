import { Native } from '../run/function.ts'
import type { NativeCode } from '../run/function.ts'
import type { Value } from '../value.ts'

/** What a library's table begins with. Runs share it, and each has a table of its own. */
export interface Library {
  readonly keys: readonly string[]
  readonly values: readonly Value[]
}

export type Functions = Readonly<Record<string, NativeCode>>

export function library(functions: Functions, more: Readonly<Record<string, Value>> = {}): Library {
  const natives = Object.entries(functions).map(([name, code]) => [name, new Native(name, code)] as const)
  const entries = [...natives, ...Object.entries(more)]
  return { keys: entries.map(([key]) => key), values: entries.map(([, value]) => value) }
}

/** Functions that gopher-lua has and that scripts here must do without. */
export function refused(prefix: string, names: readonly string[], reason: string): Functions {
  return Object.fromEntries(
    names.map((name) => [
      name,
      (runtime) => {
        throw runtime.raise(`${prefix}${name} is not available: ${reason}`)
      },
    ]),
  )
}
