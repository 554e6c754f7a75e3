import { checkDepth } from '../error.ts'
import { forEach } from '../results/members.ts'
import { made } from './modified.ts'
import { parseText } from '../results/parse.ts'
import { newPath } from '../path/path.ts'
import type { Modified, Surroundings } from './modified.ts'
import type { Path } from '../path/path.ts'
import type { GjsonResult } from '../results/result.ts'

/** What a path finds in the document and in every value inside of it. */
export function dig(json: string, argument: string, surroundings: Surroundings): Modified {
  const raws: string[] = []
  collect(parseText(json), newPath(argument), surroundings, raws)
  return made(`[${raws.join(',')}]`)
}

function collect(parent: GjsonResult, path: Path, { look, depth }: Surroundings, raws: string[]): void {
  checkDepth(depth)
  const found = look(parent.raw, path, depth + 1)
  if (found.exists) raws.push(found.raw)
  if (parent.type === 'JSON') forEach(parent, (value) => collect(value, path, { look, depth: depth + 1 }, raws))
}
