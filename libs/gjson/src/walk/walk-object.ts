import { checkDepth } from '../error.ts'
import { objectPartOf } from '../path/object-part.ts'
import { matchesPattern } from '../text/pattern.ts'
import { kindAt, kinds } from '../text/kind.ts'
import { valueEnd } from '../text/scan.ts'
import { unescape } from '../text/string-text.ts'
import { rememberPlace } from './first-places.ts'
import { hit, take } from './walk.ts'
import type { ObjectPart, Step } from '../path/path.ts'
import type { Kind } from '../text/kind.ts'
import type { Walk } from './walk.ts'

const quote = 0x22
const backslash = 0x5c
const closeBrace = 0x7d

/** Finds the member that the step names. A member that leads nowhere does not end the search: a later twin may. */
export function walkObject(walk: Walk, from: number, step: Step, depth: number): number {
  checkDepth(depth)
  const { json } = walk
  const length = json.length
  const part = objectPartOf(step)
  if (part.pipe !== undefined) walk.pipe = part.pipe
  let i = from
  while (i < length) {
    const code = json.charCodeAt(i++)
    if (code === closeBrace) return i
    if (code !== quote) continue
    const start = i
    let escaped = false
    for (; i < length; i++) {
      const inner = json.charCodeAt(i)
      if (inner === quote) break
      if (inner === backslash) {
        escaped = true
        i++
      }
    }
    if (i >= length) return length
    const matched = keyMatches(json, start, i, escaped, part)
    if (matched && from === walk.outermost) rememberPlace(json, part.key, start - 1)
    i++
    let kind: Kind = kinds.other
    while (i < length) {
      kind = kindAt(json, i)
      if (kind !== kinds.other && kind !== kinds.end) break
      i++
    }
    if (i >= length) return length
    if (matched && part.next !== undefined && (kind === kinds.object || kind === kinds.array)) {
      const walker = kind === kinds.object ? walk.walkers.object : walk.walkers.array
      i = walker(walk, i + 1, part.next, depth + 1)
      if (i === hit) return hit
    } else {
      const end = valueEnd(json, i, kind)
      if (end < 0) return length
      if (matched && part.next === undefined) {
        take(walk, kind, i, end)
        return hit
      }
      i = end
    }
  }
  return i
}

function keyMatches(json: string, start: number, end: number, escaped: boolean, part: ObjectPart): boolean {
  const { key } = part
  if (part.wild) {
    const text = json.slice(start, end)
    return matchesPattern(escaped ? unescape(text) : text, key)
  }
  if (escaped) return unescape(json.slice(start, end)) === key
  if (end - start !== key.length) return false
  for (let i = 0; i < key.length; i++) {
    if (json.charCodeAt(start + i) !== key.charCodeAt(i)) return false
  }
  return true
}
