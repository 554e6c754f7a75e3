import { Failure } from '../fault.ts'
import { byteLength, sliceBytes } from '@millrace/value'

/** Shortens to `width` bytes with dots at the end, and from `offset` on also at the start. */
export function abbreviate(text: string, offset: number, width: number): string {
  const length = byteLength(text)
  if (length <= width) return text
  let from = Math.min(offset, length)
  if (length - from < width - 3) from = length - (width - 3)
  if (from <= 4) return `${sliceBytes(text, 0, width - 3)}...`
  if (width < 7) return ''
  if (from + width - 3 < length) return `...${abbreviate(sliceBytes(text, from, length), 0, width - 3)}`
  return `...${sliceBytes(text, length - (width - 3), length)}`
}

/** The first bytes, or with a negative count the last. */
export function truncate(text: string, count: number): string {
  const length = byteLength(text)
  if (count < 0) return length + count > 0 ? sliceBytes(text, length + count, length) : text
  return length > count ? sliceBytes(text, 0, count) : text
}

/** The bytes from `from` to `to`; a negative `from` is the start, a negative `to` the end. */
export function substring(text: string, from: number, to: number): string {
  const length = byteLength(text)
  if (from < 0) return checked(text, 0, to, length)
  return checked(text, from, to < 0 || to > length ? length : to, length)
}

function checked(text: string, from: number, to: number, length: number): string {
  if (from > to || to < 0 || to > length) {
    throw new Failure(`runtime error: slice bounds out of range [${from}:${to}] with length ${length}`)
  }
  return sliceBytes(text, from, to)
}
