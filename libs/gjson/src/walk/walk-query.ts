import { built } from '../results/result.ts'
import { queryMatches } from './query-match.ts'
import { lookIn } from './walk.ts'
import type { ArrayPart } from '../path/path.ts'
import type { Found } from '../results/result.ts'
import type { Walk } from './walk.ts'

/** What a `#(…)#` has collected so far. */
export interface Matches {
  readonly part: ArrayPart & { kind: 'query' }
  add(match: Found, place: number): void
  result(): Found
}

export function startMatches(part: ArrayPart & { kind: 'query' }): Matches {
  const raws: string[] = []
  const indexes: number[] = []
  return {
    part,
    add: (match, place) => {
      raws.push(match.raw)
      indexes.push(match.index + place)
    },
    result: () => built(`[${raws.join(',')}]`, indexes.length > 0 ? indexes : undefined),
  }
}

/** Tests one element. True when it is the one that was asked for, and so the walk's value. */
export function queryElement(walk: Walk, element: Found, matches: Matches, depth: number): boolean {
  const { query, each, eachPipe } = matches.part
  const { look } = walk.walkers
  const isContainer = element.type === 'JSON'
  if (!isContainer && query.path.text !== '') return false
  const tested = isContainer ? lookIn(element, query.path, depth, look) : element
  if (!queryMatches(query, tested)) return false
  if (eachPipe !== undefined) walk.pipe = eachPipe
  const match = each === undefined ? element : lookIn(element, each, depth, look)
  if (!query.all) {
    walk.value = match
    walk.pipeIndex = match.index
    return true
  }
  if (match.raw !== '') matches.add(match, element.at)
  return false
}
