import { compilePath, toStr } from '@millrace/gjson'
import type { GjsonResult } from '@millrace/gjson'

/** A path, looked up once for each event, however many filters ask. */
export interface SharedLook {
  readonly look: (json: string) => GjsonResult
  /** What was found as a text. */
  readonly lookText: (json: string) => string
}

interface Found {
  readonly result: GjsonResult
  text: string | undefined
}

/** Paths of one event that are remembered; what comes beyond is looked up each time. */
const pathsMax = 10_000
/**
 * What was found in the text that was asked last. Only that one: what is found may be a part of the text and keep all
 * of it in memory.
 */
const found = new Map<string, Found>()
let asked: string | undefined

/**
 * The look-up of a path, shared by all who name the same: a thousand sensors that ask one event for its `body.kind` read
 * it once.
 */
export function sharedLook(path: string): SharedLook {
  const find = compilePath(path)
  const seek = (json: string): Found => {
    if (asked !== json) {
      found.clear()
      asked = json
    }
    const before = found.get(path)
    if (before !== undefined) return before
    const made = { result: find(json), text: undefined }
    if (found.size < pathsMax) found.set(path, made)
    return made
  }
  const lookText = (json: string): string => {
    const made = seek(json)
    return (made.text ??= toStr(made.result))
  }
  return { look: (json) => seek(json).result, lookText }
}
