import { kindAt, kinds, typeOf } from '../text/kind.ts'
import { skipBlank, stringEnd, valueEnd } from '../text/scan.ts'
import { slice } from './result.ts'
import type { Found, GjsonResult } from './result.ts'

/** Called with each value of an array or object, and with its key (a JSON string) in an object. */
export type Visit = (value: GjsonResult, key: GjsonResult | undefined) => void

/** Visits the members of an object, the elements of an array, or a scalar itself. A broken rest is left out. */
export function forEach(result: GjsonResult, visit: Visit): void {
  if (!result.exists) return
  if (result.type !== 'JSON') return visit(result, undefined)
  const json = result.raw
  const start = skipBlank(json, 0)
  const kind = kindAt(json, start)
  if (kind !== kinds.object && kind !== kinds.array) return
  let i = start + 1
  while (i < json.length) {
    let key: Found | undefined
    if (kind === kinds.object) {
      const open = json.indexOf('"', i)
      const close = open < 0 ? -1 : stringEnd(json, open + 1)
      if (close < 0) return
      key = slice(json, 'String', open, close)
      i = close
    }
    const value = nextValue(json, skipSeparators(json, i))
    if (value === undefined) return
    visit(value, key)
    // The original steps over the character after a value too, whatever it is.
    i = value.at + value.raw.length + 1
  }
}

/** The next value at or after `i`, whatever stands before it; undefined when there is none. */
export function nextValue(json: string, i: number): Found | undefined {
  for (let k = i; k < json.length; k++) {
    const kind = kindAt(json, k)
    if (kind === kinds.other || kind === kinds.end) continue
    const end = valueEnd(json, k, kind)
    if (end < 0) return undefined
    const value = slice(json, typeOf(kind), k, end)
    // The original knows the place of objects and arrays only.
    return value.type === 'JSON' ? value : { ...value, index: 0 }
  }
  return undefined
}

function skipSeparators(json: string, i: number): number {
  let k = i
  for (; k < json.length; k++) {
    const code = json.charCodeAt(k)
    if (code > 0x20 && code !== 0x2c && code !== 0x3a) break
  }
  return k
}
