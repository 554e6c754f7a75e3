import { missing, slice } from '../results/result.ts'
import { kinds, typeOf } from '../text/kind.ts'
import type { Path, Step } from '../path/path.ts'
import type { Found } from '../results/result.ts'
import type { Kind } from '../text/kind.ts'

/** Returned by a walker that found what was asked for; otherwise it returns where it stopped reading. */
export const hit = -1

/** Goes through the container whose inside starts at `from`. */
export type Walker = (walk: Walk, from: number, step: Step, depth: number) => number

/** Looks a path up in a text of its own. */
export type Look = (json: string, path: Path, depth: number) => Found

/**
 * The state of one walk. The walkers reach each other and the whole look-up through it, so that no file
 * has to import its own caller.
 */
export interface Walk {
  readonly json: string
  readonly walkers: Walkers
  value: Found
  /** What a pipe adds to places it finds: only a query's match has one, and that relative to its element. */
  pipeIndex: number
  /** The path that the value goes through once the walk has ended, even when nothing was found. */
  pipe: Path | undefined
  /** Where the outermost object's inside begins, when the places of its members are worth remembering; else -1. */
  outermost: number
}

export interface Walkers {
  readonly object: Walker
  readonly array: Walker
  readonly look: Look
}

export function newWalk(json: string, walkers: Walkers): Walk {
  return { json, walkers, value: missing, pipeIndex: 0, pipe: undefined, outermost: -1 }
}

/** Makes a value the result. A null keeps the type that an earlier query left behind, as in the original. */
export function take(walk: Walk, kind: Kind, from: number, to: number): void {
  const value = slice(walk.json, typeOf(kind), from, to)
  const { type, indexes } = walk.value
  walk.value = walk.value.exists ? { ...value, indexes, type: kind === kinds.null ? type : value.type } : value
}

/** Looks a path up in a result, and places what is found relative to the text that the result came from. */
export function lookIn(result: Found, path: Path, depth: number, look: Look): Found {
  const found = look(result.raw, path, depth)
  const at = result.at < 0 || found.at < 0 ? -1 : result.at + found.at
  if (found.indexes === undefined) return { ...found, at, index: found.index + result.index }
  return { ...found, at, indexes: found.indexes.map((index) => index + result.index) }
}
