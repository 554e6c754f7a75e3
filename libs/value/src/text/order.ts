import { toBytes } from './utf8.ts'

/**
 * Compares as Go does, by the bytes of UTF-8: negative, zero or positive. UTF-16 has another order where surrogates are; a
 * lone one is a byte that belongs to no character.
 */
export function compareUtf8(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at)
    const right = b.charCodeAt(at)
    if (left === right) continue
    if (left < 0xd800 && right < 0xd800) return left - right
    if (a.isWellFormed() && b.isWellFormed()) return rank(left) - rank(right)
    return compareBytes(toBytes(a), toBytes(b))
  }
  return a.length - b.length
}

/** Half of a pair stands for a character beyond U+FFFF and so comes after all the others. */
function rank(unit: number): number {
  if (unit >= 0xe000) return unit - 0x800
  return unit >= 0xd800 ? unit + 0x2000 : unit
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}
