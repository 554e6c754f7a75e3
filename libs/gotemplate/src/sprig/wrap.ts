import type { Context } from '../call/context.ts'
import { fromBytes, toBytes } from '@millrace/value'

export interface Wrapping {
  /** Bytes of a line; at least 1. */
  readonly length: number
  readonly separator: string
  /** Whether words that are too long are cut. */
  readonly cuts: boolean
}

const blank = 0x20

/** Breaks a line at its blanks. */
export function wrapText({ budget }: Context, text: string, wrapping: Wrapping): string {
  const bytes = toBytes(text)
  const length = Math.max(1, wrapping.length)
  const parts: Uint8Array[] = []
  let at = 0
  while (bytes.length - at > length) {
    if (bytes[at] === blank) {
      at++
      continue
    }
    budget.step()
    budget.work(wrapping.separator.length)
    const end = lineEnd(bytes, at, length, wrapping.cuts)
    parts.push(bytes.subarray(at, end.to))
    at = end.next
    // A word that is never cut may reach to the end of the text.
    if (end.isLast) return parts.map(fromBytes).join(wrapping.separator)
  }
  parts.push(bytes.subarray(Math.min(at, bytes.length)))
  return parts.map(fromBytes).join(wrapping.separator)
}

interface LineEnd {
  readonly to: number
  readonly next: number
  readonly isLast: boolean
}

function lineEnd(bytes: Uint8Array, at: number, length: number, cuts: boolean): LineEnd {
  const last = bytes.lastIndexOf(blank, at + length)
  if (last >= at) return { to: last, next: last + 1, isLast: false }
  if (cuts) return { to: at + length, next: at + length, isLast: false }
  const next = bytes.indexOf(blank, at + length)
  if (next < 0) return { to: bytes.length, next: bytes.length, isLast: true }
  return { to: next, next: next + 1, isLast: false }
}
