import { compile } from '@millrace/govaluate'
import { at } from '../adapter.ts'
import type { Input } from '../adapter.ts'
import { map, text } from '../input.ts'

/** `{expr, parameters}` → the result. */
export function evalGovaluate(input: Input): unknown {
  const source = text(input, 'expr')
  const expression = at('compile', () => compile(source))
  return at('run', () => expression(new Map(Object.entries(map(input, 'parameters')))))
}
