import { compile } from '@millrace/jq'
import type { Value } from '@millrace/jq'
import { encodeJson } from '@millrace/value'
import type { Ask } from '../question.ts'

/** The outputs, a line each. */
export const askJq: Ask = ({ text, data }) => {
  const program = compile(text)
  // What is read from JSON is a value as it is, and what jq gives is JSON.
  const outputs = program.run((data ?? null) as Value, { now: () => Date.now() / 1_000 })
  return [...outputs].map((output) => encodeJson(output, { html: false })).join('\n')
}
