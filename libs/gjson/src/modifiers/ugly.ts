import { made } from './modified.ts'
import { stringEnd } from '../text/scan.ts'
import type { Modified } from './modified.ts'

/** The JSON without its white space. */
export function ugly(json: string): Modified {
  const kept: string[] = []
  let start = 0
  let i = 0
  while (i < json.length) {
    const code = json.charCodeAt(i)
    if (code === 0x22) {
      const end = stringEnd(json, i + 1)
      if (end < 0) break
      i = end
    } else if (code <= 0x20) {
      kept.push(json.slice(start, i))
      start = ++i
    } else {
      i++
    }
  }
  kept.push(json.slice(start))
  return made(kept.join(''))
}
