import { JsonError, decodeJson, encodeJson, setMember } from '@millrace/value'
import { JqError } from './error.ts'
import { compile } from './program.ts'
import type { RunOptions } from './program.ts'
import { isDict, isList, memberOf } from './value/value.ts'
import type { Value } from './value/value.ts'

/**
 * A transform of Argo Events: from an event's data to the new data, both JSON texts. The data must be an object or null;
 * the first output counts, and must be an object. Throws a JqError, here and when the transform fails.
 */
export function compileTransform(source: string, options: RunOptions = {}): (data: string) => string {
  const program = compile(source)
  return (data) => {
    const input = decoded(data, source)
    // Null data are a map without members to the program, and null again where they are put into the output.
    const output = program.first(input ?? nothing, options)
    if (output === undefined) throw badOutput('the program has no output', source)
    if (!isDict(output)) throw badOutput('the output is not a JSON object', source)
    try {
      return encodeJson(input === null ? withNull(output) : output)
    } catch (error) {
      throw error instanceof JsonError ? badOutput(error.message, source) : error
    }
  }
}

function badOutput(reason: string, source: string): JqError {
  return new JqError('bad-output', reason, source, 0)
}

function decoded(data: string, source: string): Value {
  let value: Value
  try {
    value = decodeJson(data)
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    throw new JqError('bad-input', `the event's data are no JSON: ${error.message}`, source, 0, { cause: error })
  }
  if (value !== null && !isDict(value)) throw new JqError('bad-input', "the event's data are no JSON object", source, 0)
  return value
}

const nothing: Value = Object.freeze({})

function withNull(value: Value): Value {
  if (value === nothing) return null
  if (isList(value)) return value.map(withNull)
  if (!isDict(value)) return value
  const copy = { ...value }
  for (const key of Object.keys(copy)) setMember(copy, key, withNull(memberOf(copy, key)))
  return copy
}
