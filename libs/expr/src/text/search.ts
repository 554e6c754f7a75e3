import { byteLength, canonical, fromBinary, isAscii, runeCount, toBinary, toBytes } from '@millrace/value'

/** Go's `unicode.IsSpace`. */
export const spaces = '\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000'

const leading = new RegExp(`^[${spaces}]+`)
const trailing = new RegExp(`[${spaces}]$`)

export function contains(text: string, part: string): boolean {
  return part.isWellFormed() ? text.includes(part) : toBinary(text).includes(toBinary(part))
}

export function hasPrefix(text: string, part: string): boolean {
  return part.isWellFormed() ? text.startsWith(part) : toBinary(text).startsWith(toBinary(part))
}

export function hasSuffix(text: string, part: string): boolean {
  return part.isWellFormed() ? text.endsWith(part) : toBinary(text).endsWith(toBinary(part))
}

/** The byte offset of the first `part`, -1 when there is none. */
export function indexOf(text: string, part: string): number {
  if (!part.isWellFormed()) return toBinary(text).indexOf(toBinary(part))
  const at = text.indexOf(part)
  return at <= 0 || isAscii(text) ? at : byteLength(text.slice(0, at))
}

export function lastIndexOf(text: string, part: string): number {
  if (!part.isWellFormed()) return toBinary(text).lastIndexOf(toBinary(part))
  const at = text.lastIndexOf(part)
  return at <= 0 || isAscii(text) ? at : byteLength(text.slice(0, at))
}

export function trimSpace(text: string): string {
  const from = leading.exec(text)?.[0].length ?? 0
  let to = text.length
  while (to > from && trailing.test(text[to - 1] ?? '')) to--
  return text.slice(from, to)
}

/** Without the runes of a set at either end. */
export function trimSet(text: string, set: string): string {
  const runes = new Set(set)
  const all = Array.from(text)
  let from = 0
  let to = all.length
  while (from < to && runes.has(all[from] ?? '')) from++
  while (to > from && runes.has(all[to - 1] ?? '')) to--
  return all.slice(from, to).join('')
}

export function trimPrefix(text: string, part: string): string {
  if (!hasPrefix(text, part)) return text
  return part.isWellFormed() ? text.slice(part.length) : fromBinary(toBinary(text).slice(toBytes(part).length))
}

export function trimSuffix(text: string, part: string): string {
  if (!hasSuffix(text, part)) return text
  if (part.isWellFormed()) return text.slice(0, text.length - part.length)
  const binary = toBinary(text)
  return fromBinary(binary.slice(0, binary.length - toBytes(part).length))
}

/**
 * Go's `SplitN`: at most `limit` parts, all when it is negative, undefined (a nil list) when it is 0. With `keep` each
 * part has its separator at its end.
 */
export function split(text: string, separator: string, limit: bigint, keep: boolean): string[] | undefined {
  if (limit === 0n) return undefined
  const most = limit < 0n || limit > 0x7fffffffn ? Infinity : Number(limit)
  if (separator === '') return explode(text, most)
  if (!separator.isWellFormed()) return splitAt(toBinary(text), toBinary(separator), most, keep).map(fromBinary)
  return splitAt(text, separator, most, keep)
}

function splitAt(text: string, separator: string, most: number, keep: boolean): string[] {
  const parts: string[] = []
  let from = 0
  while (parts.length < most - 1) {
    const at = text.indexOf(separator, from)
    if (at < 0) break
    parts.push(text.slice(from, keep ? at + separator.length : at))
    from = at + separator.length
  }
  parts.push(text.slice(from))
  return parts
}

function explode(text: string, most: number): string[] {
  const runes = Array.from(text)
  if (runes.length <= most) return runes
  return [...runes.slice(0, most - 1), runes.slice(most - 1).join('')]
}

/** How often `replace` would put the new text. */
export function countForReplace(text: string, old: string): number {
  if (old === '') return runeCount(text) + 1
  return (splitAt(text, old, Infinity, false).length || 1) - 1
}

/** Go's `strings.Replace`: the first `limit` of them, all when it is negative. An empty `old` stands between runes. */
export function replace(text: string, old: string, by: string, limit: bigint): string {
  if (old === by || limit === 0n) return text
  const most = limit < 0n || limit > 0x7fffffffn ? Infinity : Number(limit)
  if (old === '') return canonical(insert(Array.from(text), by, most))
  if (!old.isWellFormed()) {
    return fromBinary(splitAt(toBinary(text), toBinary(old), most + 1, false).join(toBinary(by)))
  }
  return canonical(splitAt(text, old, most + 1, false).join(by))
}

function insert(runes: readonly string[], by: string, most: number): string {
  if (runes.length < most) return `${by}${runes.map((rune) => rune + by).join('')}`
  return runes.map((rune, at) => (at < most ? by + rune : rune)).join('')
}
