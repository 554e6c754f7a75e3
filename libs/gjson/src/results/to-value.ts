import { checkDepth } from '../error.ts'
import { elementsOf } from './elements.ts'
import { parseNumber } from '../text/number-text.ts'
import { stringText } from '../text/string-text.ts'
import { isValid } from '../text/valid.ts'
import { readValue } from './read-value.ts'
import { put } from './put.ts'
import type { GjsonObject, GjsonValue } from './put.ts'
import type { GjsonResult } from './result.ts'

/**
 * Go's `Value()`: every number a float64, the first of duplicate keys wins, a missing result is null.
 * Throws `too-deep` past `depthMax` levels.
 */
export function toValue(result: GjsonResult): GjsonValue {
  if (result.type === 'JSON' && isValid(result.raw)) return readValue(result.raw)
  return lenientValue(result, 0)
}

/** Reads damaged text as the original does: every nested value is delimited first and then read by itself. */
function lenientValue(result: GjsonResult, depth: number): GjsonValue {
  switch (result.type) {
    case 'String':
      return stringText(result.raw)
    case 'Number':
      return parseNumber(result.raw)
    case 'True':
      return true
    case 'False':
      return false
    case 'Null':
      return null
    case 'JSON':
      checkDepth(depth)
      return result.raw.startsWith('{') ? lenientObject(result.raw, depth) : lenientArray(result.raw, depth)
    default:
      return result.type satisfies never
  }
}

function lenientArray(raw: string, depth: number): GjsonValue {
  return elementsOf(raw).map((element) => lenientValue(element, depth + 1))
}

function lenientObject(raw: string, depth: number): GjsonValue {
  const object: GjsonObject = {}
  const flat = elementsOf(raw)
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const key = flat[i]
    const value = flat[i + 1]
    if (key === undefined || value === undefined) break
    put(object, key.type === 'String' ? stringText(key.raw) : '', lenientValue(value, depth + 1))
  }
  return object
}
