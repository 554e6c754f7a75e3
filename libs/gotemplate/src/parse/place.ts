import type { Place } from '../error.ts'
import { byteLength } from '@millrace/value'

/** The line and the byte column of an offset. */
export function placeOf(source: string, at: number): Place {
  const before = source.slice(0, at)
  const lineStart = before.lastIndexOf('\n') + 1
  let line = 1
  for (let next = before.indexOf('\n'); next >= 0; next = before.indexOf('\n', next + 1)) line++
  return { line, column: byteLength(before.slice(lineStart)) }
}
