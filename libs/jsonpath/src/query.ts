import { decodeJson } from '@millrace/value'
import { Budget, pathCharsMax } from './budget.ts'
import { JsonPathError } from './error.ts'
import { parsePath } from './parse-path.ts'
import type { Value } from './value.ts'
import { walk } from './walk.ts'

/** Looks a path up in a JSON text. Throws a JsonPathError for a text that is no JSON, a bad path, and one that finds nothing. */
export function query(json: string, path: string): Value {
  if (path.length > pathCharsMax) throw new JsonPathError(`the path is longer than ${pathCharsMax} characters`)
  const root = decoded(json)
  try {
    const steps = parsePath(path)
    return walk(steps, { root, budget: new Budget() }, root)
  } catch (error) {
    if (error instanceof RangeError)
      throw new JsonPathError(`the path needs more depth than there is: ${error.message}`)
    throw error
  }
}

function decoded(json: string): Value {
  try {
    // What is decoded is JSON, and so a value.
    return decodeJson(json) as Value
  } catch (error) {
    throw new JsonPathError(error instanceof Error ? error.message : String(error))
  }
}
