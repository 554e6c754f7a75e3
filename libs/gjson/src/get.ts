import { look } from './walk/lookup.ts'
import { beginLooks } from './walk/looks.ts'
import { newPath } from './path/path.ts'
import type { GjsonResult } from './results/result.ts'

/**
 * Looks a path up in a JSON text, which is not validated first. What is not there, or not a path, gives a
 * result that does not exist. Throws `too-deep` past `depthMax` levels, `too-long` past `looksMax` look-ups.
 */
export function get(json: string, path: string): GjsonResult {
  beginLooks()
  return look(json, newPath(path), 0)
}

/** `get` for one path and many documents: the path is read once. */
export function compilePath(path: string): (json: string) => GjsonResult {
  const compiled = newPath(path)
  return (json) => {
    beginLooks()
    return look(json, compiled, 0)
  }
}
