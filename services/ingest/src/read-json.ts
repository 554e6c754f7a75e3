import { isUtf8 } from 'node:buffer'
import { JsonError, readJson as decode } from '@millrace/value'
import { compactJson } from './compact-json.ts'
import { Refusal } from './refusal.ts'

/** A JSON body. */
export interface JsonBody {
  readonly value: unknown
  /** The text as it goes into a payload: compact, escaped as Go does, digits and order of keys kept. */
  readonly compact: string
}

/** Reads a JSON body, or says what is wrong with it. */
export function readJson(body: Buffer, depthMax: number): JsonBody | Refusal {
  if (body.length === 0) return new Refusal('malformed', 'the body is not JSON: unexpected end of JSON input')
  if (!isUtf8(body)) return new Refusal('malformed', 'the body is not JSON: it is not UTF-8')
  const text = body.toString('utf8')
  try {
    // A number beyond float64 is null in the value; the text keeps it.
    const { value } = decode(text)
    const compact = compactJson(text, depthMax)
    if (compact !== undefined) return { value, compact }
    return new Refusal('malformed', `the body is not taken: it is nested deeper than ${depthMax}`)
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    return new Refusal('malformed', `the body is not JSON: ${error.message.slice(0, 200)}`)
  }
}
