import { fromBytes } from '../text/utf8.ts'
import type { JsonError } from './error.ts'
import { needsCare } from './needs-care.ts'
import { readCarefully } from './reader.ts'
import type { JsonValue } from './value.ts'

/** As deep as Go's decoder goes. */
export const depthMax = 10_000

export interface DecodeOptions {
  /**
   * What a number becomes: `float64` (the default); `bigint` makes integers that a float64 does not hold exactly bigints;
   * `digits` makes every number a `JsonNumber`.
   */
  readonly numbers?: 'float64' | 'bigint' | 'digits'
  /** How many arrays and objects may be open at once; at most and by default `depthMax`. */
  readonly depthMax?: number
}

export interface Decoded {
  readonly value: JsonValue
  /** A number that is too great: the first of them. Each became null, as in Go. */
  readonly fault: JsonError | undefined
}

/** Go's `json.Unmarshal` into `any`. Throws a JsonError, also for a number beyond float64. */
export function decodeJson(input: string | Uint8Array, options: DecodeOptions = {}): JsonValue {
  const { value, fault } = readJson(input, options)
  if (fault !== undefined) throw fault
  return value
}

/** Like `decodeJson`, but what Go had decoded by the time it returned an error about a number comes with the error. */
export function readJson(input: string | Uint8Array, options: DecodeOptions = {}): Decoded {
  const text = typeof input === 'string' ? input : fromBytes(input)
  const bound = Math.min(options.depthMax ?? depthMax, depthMax)
  const numbers = options.numbers ?? 'float64'
  if (numbers === 'float64' && !needsCare(text, bound)) {
    try {
      // JSON.parse gives any; all that it gives is a JsonValue.
      return { value: JSON.parse(text.toWellFormed()) as JsonValue, fault: undefined }
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      // The careful reader finds the same fault, and says it in Go's words.
    }
  }
  return readCarefully(text, { numbers, depthMax: bound })
}
