import { SjsonError } from './error.ts'
import { appends, indexOf } from './path.ts'
import { stringify } from './stringify.ts'
import type { Part } from './path.ts'

/** How many nulls one edit may write to reach an index. */
export const paddingMax = 1_000_000

/** The value that a path makes where nothing is yet: its containers, their padding, and `raw` innermost. */
export function build(parts: readonly Part[], raw: string): string {
  let head = ''
  let tail = ''
  for (const part of parts) {
    const index = indexOf(part)
    const isElement = index !== undefined || appends(part)
    head += isElement ? `[${padding('null,', index ?? 0n)}` : `{${stringify(part.key)}:`
    tail = (isElement ? ']' : '}') + tail
  }
  return head + raw + tail
}

export function padding(text: string, count: bigint): string {
  if (count <= 0n) return ''
  if (count > paddingMax) throw new SjsonError('index-too-large', String(count))
  return text.repeat(Number(count))
}
