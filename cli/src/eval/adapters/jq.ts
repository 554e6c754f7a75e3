import { answer, compile, compileTransform } from '@millrace/jq'
import type { Value } from '@millrace/jq'
import { at } from '../adapter.ts'
import type { Input } from '../adapter.ts'
import { text } from '../input.ts'
import { decodeJson } from '@millrace/value'

/** Seconds since 1970. */
const clock = { now: () => Date.now() / 1_000 }

/** `{query, data}` → the outputs up to the first error, and whether there was one. */
export function evalJq(input: Input): unknown {
  const query = text(input, 'query')
  const program = at('compile', () => compile(query))
  // What is read from JSON is a value as it is.
  return at('run', () => answer(program, (input['data'] ?? null) as Value, clock))
}

/** A dependency's transform: `{query, data}`, the data before as a text → the data after. */
export function evalJqTransform(input: Input): unknown {
  const query = text(input, 'query')
  const transform = at('compile', () => compileTransform(query, clock))
  return { data: at('run', () => decodeJson(transform(text(input, 'data')), { numbers: 'digits' })) }
}
