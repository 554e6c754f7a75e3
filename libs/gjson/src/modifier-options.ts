import { toStr } from './convert.ts'
import { forEach } from './members.ts'
import { parseText } from './parse.ts'
import type { GjsonResult } from './result.ts'

/** The members of a modifier's JSON argument, the last of each name; none when it is no object. */
export function readOptions(argument: string): ReadonlyMap<string, GjsonResult> {
  const options = new Map<string, GjsonResult>()
  forEach(parseText(argument), (value, key) => {
    if (key !== undefined) options.set(toStr(key), value)
  })
  return options
}
