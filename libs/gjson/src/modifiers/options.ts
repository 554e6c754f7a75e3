import { toStr } from '../results/convert.ts'
import { forEach } from '../results/members.ts'
import { parseText } from '../results/parse.ts'
import type { GjsonResult } from '../results/result.ts'

/** The members of a modifier's JSON argument, the last of each name; none when it is no object. */
export function readOptions(argument: string): ReadonlyMap<string, GjsonResult> {
  const options = new Map<string, GjsonResult>()
  forEach(parseText(argument), (value, key) => {
    if (key !== undefined) options.set(toStr(key), value)
  })
  return options
}
