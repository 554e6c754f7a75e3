import { literalEnd, nestedEnd, numberEnd, skipBlank } from '../text/scan.ts'
import { isArray, slice } from './result.ts'
import { openStringEnd } from './parse.ts'
import type { Found, GjsonResult } from './result.ts'

/** The elements of an array; nothing for null or a missing result; any other value as the only element. */
export function toArray(result: GjsonResult): readonly GjsonResult[] {
  if (result.type === 'Null') return []
  return isArray(result) ? elementsOf(result.raw) : [result]
}

/**
 * The values of an array, or the keys and values of an object in turn, up to the first closing bracket.
 * This reading is stricter on what a number is than the look-up itself.
 */
export function elementsOf(json: string): readonly Found[] {
  const elements: Found[] = []
  let i = skipBlank(json, 0) + 1
  while (i < json.length) {
    const code = json.charCodeAt(i)
    if (code === 0x5d || code === 0x7d) break
    const element = elementAt(json, i, code)
    if (element !== undefined) elements.push(element)
    i += element?.raw.length ?? 1
  }
  return elements
}

function elementAt(json: string, i: number, code: number): Found | undefined {
  switch (code) {
    case 0x22:
      return slice(json, 'String', i, openStringEnd(json, i))
    case 0x7b:
    case 0x5b:
      return slice(json, 'JSON', i, nestedEnd(json, i))
    case 0x6e:
      return slice(json, 'Null', i, literalEnd(json, i))
    case 0x74:
      return slice(json, 'True', i, literalEnd(json, i))
    case 0x66:
      return slice(json, 'False', i, literalEnd(json, i))
    default:
      return code === 0x2d || (code >= 0x30 && code <= 0x39) ? slice(json, 'Number', i, numberEnd(json, i)) : undefined
  }
}
