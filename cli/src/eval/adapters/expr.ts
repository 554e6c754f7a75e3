import { compile, decodeTagged, encodeTagged, run } from '@millrace/expr'
import type { Json, PlainMap, Value } from '@millrace/expr'
import { at } from '../adapter.ts'
import type { Input } from '../adapter.ts'
import { map, text } from '../input.ts'

/** `{expr, env}`, the env's values known when compiling → the result, tagged. */
export function evalExpr(input: Input): unknown {
  return encodeTagged(exprValue(input))
}

/** The result as a value of the language. */
export function exprValue(input: Input): Value {
  const source = text(input, 'expr')
  // A decoded object is a map, for the env is one.
  const env = at('compile', () => decodeTagged(map(input, 'env') as Json)) as PlainMap
  const program = at('compile', () => compile(source, { env }))
  return at('run', () => run(program, env, { now: () => BigInt(Date.now()) * 1_000_000n }))
}
