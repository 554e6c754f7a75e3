import { kindAt, kinds, typeOf } from '../text/kind.ts'
import { literalEnd, numberEnd, skipBlank, stringEnd } from '../text/scan.ts'
import { missing, slice } from './result.ts'
import type { Found } from './result.ts'

/** The whole text as one result. An object or array is taken to the end of the text, unread. */
export function parseText(json: string): Found {
  const start = skipBlank(json, 0)
  const kind = kindAt(json, start)
  switch (kind) {
    case kinds.other:
    case kinds.end:
      return missing
    case kinds.object:
    case kinds.array:
      return slice(json, 'JSON', start, json.length)
    case kinds.number:
      return slice(json, 'Number', start, numberEnd(json, start))
    case kinds.string:
      return slice(json, 'String', start, openStringEnd(json, start))
    case kinds.true:
    case kinds.false:
    case kinds.null:
      return slice(json, typeOf(kind), start, literalEnd(json, start))
    default:
      return kind satisfies never
  }
}

/** Where the string at `i` ends; a string without an end reaches to the end of the text. */
export function openStringEnd(json: string, i: number): number {
  const end = stringEnd(json, i + 1)
  return end < 0 ? json.length : end
}
