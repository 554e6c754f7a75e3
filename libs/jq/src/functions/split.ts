import { canonical, fromBinary, toBinary } from '@millrace/value'
import type { Value } from '../value/value.ts'
import type { Context } from './context.ts'

/** Go's `strings.Split`: an empty separator stands between characters. */
export function splitText(text: string, separator: string, { budget }: Context): Value[] {
  budget.text(text.length)
  if (separator === '') {
    budget.items(text.length)
    return Array.from(text)
  }
  const isPlain = text.isWellFormed() && separator.isWellFormed()
  const parts = isPlain ? text.split(separator) : toBinary(text).split(toBinary(separator)).map(fromBinary)
  budget.items(parts.length)
  budget.step(parts.length)
  return isPlain ? parts : parts.map(canonical)
}
